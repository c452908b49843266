/* Where a chunk of CSV may be cut: after a row, so that the rows of a file are the same wherever
 * its chunks begin and end. */
#ifndef CLI_BULK_CUT_H
#define CLI_BULK_CUT_H

/* Past the last row of the bytes that is whole, whatever may follow them; `start` where none is.
 * They begin with a row. A quote that opens a cell and is not closed within CSV_ROW_MAX bytes from
 * the row's begin opens none. */
const char *csv_cut(const char *start, const char *end);

#endif
