/* FHIR R4: what record systems read of a client by the standard that they know.
 *
 * A resource is made from a domain's record at the moment it is read; nothing is stored here, and
 * no rule of access is decided here: a domain's own functions say what the caller may see, and
 * write the access log. What may not be known is 404 by its id, and simply not in a search.
 *
 * One table (fhir_types) says of each type what it can be searched by and which functions read it;
 * the parameters that are taken and the CapabilityStatement both follow from it. Filled records
 * live on the context's arena. */
#ifndef FACADE_FHIR_H
#define FACADE_FHIR_H

#include "base/context.h"
#include "base/page.h"
#include "facade/fhir/fhir_data.h"
#include "http/http.h"

/* --- what is found --- */

struct fhir_entry {
    const char *type, *id;
    struct raw_json resource;
    struct instant last_updated;
    bool included; /* beside what matches */
};
struct fhir_answer {
    struct list entries; /* struct fhir_entry */
    const char *next;    /* the cursor of the next page, or NULL */
    int64_t version; /* of what is read by its id, where all of it is told apart by that; or 0 */
    bool personal;
};

/* Writes the resource to the answer. */
void fhir_add(struct context *context, struct fhir_answer *answer, const struct shape *shape,
              const void *resource);

/* The same of what is written already. */
void fhir_add_text(struct context *context, struct fhir_answer *answer,
                   const struct fhir_head *head, const struct text *text);
/* What was added last is no match, but stands beside one. */
void fhir_include_last(struct fhir_answer *answer);

/* --- what is searched by --- */

enum fhir_kind { FHIR_TOKEN, FHIR_REFERENCE, FHIR_DATE, FHIR_URI };
extern const char *const fhir_kind_words[];

struct fhir_parameter {
    const char *name; /* NULL ends the list */
    enum fhir_kind kind;
    bool needed; /* a search without it, and without _id, is refused */
    bool secret; /* stands in no link */
    const char *meaning;
};

struct fhir_type;
struct fhir_search {
    const struct fhir_type *type;
    const char *origin;
    struct list parameters; /* struct parameter: those that are used */
    struct page page;
};

/* The value of a parameter; NULL where it is not given. */
const char *fhir_value(const struct fhir_search *search, const char *name);
/* The patient that is asked for (`patient` or `subject`), where they are now that went into
 * another;
 * `*given` false: no one is. False in `*found` for what can be no id here. */
struct fhir_patient {
    bool given, possible;
    struct uuid id;
};
enum status fhir_patient(struct context *context, const struct fhir_search *search,
                         struct fhir_patient *out) must_check;
/* Whether a code is one of those that a token asks for: `code`, `system|code`, `system|` or several
 * of them apart by commas; a parameter that is not given asks for all. */
bool fhir_asks_for(const struct fhir_search *search, const char *name, const char *system,
                   const char *code);

/* --- the types --- */

struct fhir_type {
    const char *name, *meaning;
    const struct fhir_parameter *parameters;
    enum status (*read)(struct context *context, const char *id, struct fhir_answer *out);
    /* NULL: of no type can all be asked for */
    enum status (*search)(struct context *context, const struct fhir_search *search,
                          struct fhir_answer *out);
};

enum fhir_type_index {
#define FHIR_TYPE(Name, name, meaning) FHIR_##Name,
#include "facade/fhir/fhir_types.def"
#undef FHIR_TYPE
    FHIR_TYPE_COUNT
};
extern const struct fhir_type fhir_types[FHIR_TYPE_COUNT];

/* Parameters that every search takes. */
extern const struct fhir_parameter fhir_common_parameters[];

#define FHIR_TYPE(Name, name, meaning)                                                             \
    enum status fhir_##name##_get(struct context *context, const char *id,                         \
                                  struct fhir_answer *out) must_check;                             \
    enum status fhir_##name##_find(struct context *context, const struct fhir_search *search,      \
                                   struct fhir_answer *out) must_check;                            \
    extern const struct fhir_parameter fhir_##name##_parameters[];
#include "facade/fhir/fhir_types.def"
#undef FHIR_TYPE

/* Nothing is found where there is nothing that the caller may know of. */
enum status fhir_nothing(struct context *context, enum status status) must_check;

/* A search, from the request to the bundle. */
enum status fhir_search(struct context *context, const struct request *request,
                        const struct fhir_type *type, struct text *out, bool *personal) must_check;

/* What this face can do, from the table of types and that of the routes. */
void fhir_capability_write(struct context *context, const char *origin, struct text *out);

#endif
