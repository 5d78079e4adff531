"""The console: pages in a browser, rendered here, over the same questions as the API."""
