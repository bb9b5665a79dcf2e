"""Commands about waits, and about what callers hear of them: poll, show, explain, say, accuracy, mute, route."""
