/* Memory that ends: after so many blocks, every allocation of the code under test fails. The
 * allocations of libsegment are met by the linker's --wrap, those of Jansson by its own hook. */
#ifndef TEST_SEGMENT_JSON_SCARCE_H
#define TEST_SEGMENT_JSON_SCARCE_H

/* No ck_assert between the beginning and the end: it needs memory of its own. */
void scarce_begin(long blocks);      /* so many blocks are given, and then none */
void scarce_begin_json(long blocks); /* the same of Jansson's alone */
int scarce_end(void);                /* memory is there again; 1 when it had ended */
/* The blocks taken in between and not given back: of what failed, a leak. */
long scarce_kept(void);

#endif
