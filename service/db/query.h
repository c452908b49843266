/* One named SQL statement, made from a domain's .sql file at build time.
 *
 * The name is unique over the whole service: it is also the name of the prepared statement and the
 * label of the statement's timing metric. `parameters[i]` names what is bound to $(i+1). */
#ifndef DB_QUERY_H
#define DB_QUERY_H

struct query {
    const char *name;
    const char *text;
    int parameter_count;
    const char *const *parameters;
};

#endif
