"""Sites as columns: who offers what, where, and what is known of it."""
