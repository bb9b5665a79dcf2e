"""The phones of people whom somebody calls: they ring, and are answered or not. No HTTP."""
