"""Letters that come back: what the mail servers' reports say, and the rows that keep it."""
