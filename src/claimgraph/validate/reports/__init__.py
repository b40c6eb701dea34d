"""Report formats: one module each, with `render(report)`, which gives the text to print."""
