"""The errors of announcements: scores, means, intervals."""
