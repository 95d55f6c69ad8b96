"""Reading and checking region packs."""
