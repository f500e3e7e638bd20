"""What is measured, part by part; each part takes the bench and adds its figures to the result."""
