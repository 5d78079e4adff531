"""What a test compares the product with: slower, plainer, or as it was before."""
