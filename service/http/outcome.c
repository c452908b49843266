#include "http/outcome.h"
#include "http/problem.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

const char fhir_json[] = "application/fhir+json";

static const char problem_system[] = "urn:asiakkuus:problem",
                  error_system[] = "urn:asiakkuus:error";

struct issue_types {
    const char *whole, *place;
};
static const struct issue_types types[] = {
    {"informational", "informational"},
#define OUTCOME(code, whole, place) [STATUS_##code] = {whole, place},
#include "tables/outcomes.def"
#undef OUTCOME
};
_Static_assert(sizeof types / sizeof *types == (size_t)STATUS_version_not_supported + 1,
               "a row of tables/outcomes.def for each problem");

bool outcome_speaks(const char *target) {
    static const char start[] = "/fhir", known[] = "/.well-known/";
    size_t length = sizeof start - 1;
    return strncmp(target, start, length) == 0 &&
           (target[length] == '\0' || target[length] == '/' || target[length] == '?') &&
           strncmp(target + length, known, sizeof known - 1) != 0;
}

/* --- shapes --- */

struct coding {
    const char *system, *code;
};
struct details {
    struct list coding; /* struct coding */
    const char *text;
};
struct issue {
    const char *severity, *code;
    const struct details *details;
    const char *diagnostics;
    struct list location, expression; /* const char * */
};
struct outcome {
    const char *resource_type;
    struct list issue;
};

static const struct shape_field coding_fields[] = {FIELD(struct coding, system, SHAPE_READ_ONLY),
                                                   FIELD(struct coding, code, SHAPE_READ_ONLY),
                                                   FIELD_END};
static const struct shape coding_shape = {"outcome_coding", sizeof(struct coding), coding_fields};

static const struct shape_field details_fields[] = {
    FIELD_LIST(struct details, coding, SHAPE_READ_ONLY, coding_shape, 1, 1),
    FIELD(struct details, text, SHAPE_READ_ONLY), FIELD_END};
static const struct shape details_shape = {"outcome_details", sizeof(struct details),
                                           details_fields};

static const struct shape_field issue_fields[] = {
    FIELD(struct issue, severity, SHAPE_READ_ONLY),
    FIELD(struct issue, code, SHAPE_READ_ONLY),
    FIELD_RECORD(struct issue, details, SHAPE_READ_ONLY, details_shape),
    FIELD(struct issue, diagnostics, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct issue, location, SHAPE_READ_ONLY, 1, 1),
    FIELD_STRINGS(struct issue, expression, SHAPE_READ_ONLY, 1, 1),
    FIELD_END};
static const struct shape issue_shape = {"outcome_issue", sizeof(struct issue), issue_fields};

static const struct shape_field outcome_fields[] = {
    FIELD_AS(struct outcome, resource_type, "resourceType", SHAPE_READ_ONLY),
    FIELD_LIST(struct outcome, issue, SHAPE_READ_ONLY, issue_shape, 1, CONTEXT_ERRORS_MAX),
    FIELD_END};
static const struct shape outcome_shape = {"FhirOperationOutcome", sizeof(struct outcome),
                                           outcome_fields};

/* --- what is said --- */

static const struct details *details_of(struct context *context, const char *system,
                                        const char *code, const char *text) {
    struct coding *coding = arena_alloc(context->arena, sizeof *coding);
    struct details *details = arena_alloc(context->arena, sizeof *details);
    *coding = (struct coding){system, code};
    *details = (struct details){{coding, 1}, text};
    return details;
}

/* A place as FHIR names it: `http.patient` for a parameter or header, `item[0].linkId` for the
 * pointer /item/0/linkId; all below the body is the body's own. */
static const char *place_of(struct context *context, const char *pointer) {
    struct text text;
    if (pointer[0] == '?') {
        return arena_format(context->arena, "http.%s", pointer + 1);
    }
    text_init(&text, context->arena);
    for (const char *at = pointer; *at == '/';) {
        size_t length = strcspn(++at, "/");
        bool index = length > 0 && strspn(at, "0123456789") == length;
        text_add_string(&text, index ? "[" : text.length > 0 ? "." : "");
        text_add(&text, at, length);
        text_add_string(&text, index ? "]" : "");
        at += length;
    }
    return text.length > 0 ? text.bytes : NULL;
}

static struct list one_place(struct context *context, const char *place) {
    const char **items = arena_alloc(context->arena, sizeof *items);
    *items = place;
    return place ? (struct list){(void *)items, 1} : (struct list){NULL, 0};
}

static const char *type_of_error(enum status status, enum error_code code) {
    return code == ERROR_required            ? "required"
           : code == ERROR_unknown_parameter ? "not-supported"
                                             : types[status].place;
}

static struct issue issue_of_error(struct context *context, enum status status,
                                   const struct field_error *error) {
    struct list place =
        one_place(context, error->pointer ? place_of(context, error->pointer) : NULL);
    const char *text = error_text(context->arena, error, context->language);
    return (struct issue){.severity = "error",
                          .code = type_of_error(status, error->code),
                          .details =
                              details_of(context, error_system, error_code_name(error->code), text),
                          .location = place,
                          .expression = place};
}

static struct list issues_of(struct context *context, enum status status, const char *detail) {
    size_t count = problem_tells_errors(context, status) ? context->error_count : 0;
    struct issue *issues = arena_alloc(context->arena, (count + 1) * sizeof *issues);
    for (size_t i = 0; i < count; i++) {
        issues[i] = issue_of_error(context, status, &context->errors[i]);
    }
    if (count > 0) {
        return (struct list){issues, count};
    }
    issues[0] = (struct issue){.severity = status == STATUS_internal ? "fatal" : "error",
                               .code = types[status].whole,
                               .details = details_of(context, problem_system, status_code(status),
                                                     problem_title(status, context->language)),
                               .diagnostics = detail};
    return (struct list){issues, 1};
}

void outcome_write(struct context *context, enum status status, const char *detail,
                   struct reply *reply) {
    struct outcome outcome = {"OperationOutcome", issues_of(context, status, detail)};
    *reply = (struct reply){.status = problem_http_status(status), .content_type = fhir_json};
    text_init(&reply->body, context->arena);
    json_write(&reply->body, &outcome_shape, &outcome);
}
