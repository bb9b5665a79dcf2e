"""What is known of the waits and what callers hear of them: poll, show, explain, say, accuracy, mute."""
