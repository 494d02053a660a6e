"""Template tags of the skills application."""
