"""The requirement document: read, checked, every fault named at once."""
