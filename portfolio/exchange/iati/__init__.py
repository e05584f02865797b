"""Files of IATI 2.03, the standard in which donors and agencies publish what they do, judged, written and read."""
