"""Linked data whose every claim leads back to the passage of the document that it came from."""

__all__ = ["__version__"]

__version__ = "0.1.0"
