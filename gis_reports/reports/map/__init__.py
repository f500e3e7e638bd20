"""The map report: the status of a province or an authority as one page to hand over."""
