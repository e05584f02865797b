"""The figures of the portfolio: pure functions from stored documents to counts and sums that always add up."""
