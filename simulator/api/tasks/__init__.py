"""TaskRouter's Tasks."""
