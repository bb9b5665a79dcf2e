"""How far announcements were from the waits: scores, means, intervals."""
