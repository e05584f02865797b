"""Reference data: countries, regions, currencies and the IATI codes in use, and how names are matched."""
