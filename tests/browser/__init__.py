"""Tests that do in a real browser what people do."""
