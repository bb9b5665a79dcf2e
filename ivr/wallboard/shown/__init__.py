"""What the wallboard shows, as plain values that the page and the JSON share. Pure."""
