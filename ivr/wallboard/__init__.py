"""The supervisors' page: what callers hear now, and whether it is true. Loaded only when somebody asks for it."""
