"""Files of spreadsheet programs, read into grids of cells and written from tables, whatever the cells are about."""
