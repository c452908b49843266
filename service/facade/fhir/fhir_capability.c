/* CapabilityStatement: what this face can do, read off the tables that do it. */
#include "facade/fhir/fhir.h"
#include "json/json.h"

#include <string.h>

/* The day of the last change of what is said here. */
static const char changed_on[] = "2026-11-30";

/* --- shapes --- */

struct named {
    const char *name, *version;
};
struct implementation {
    const char *description, *url;
};
struct interaction {
    const char *code;
};
struct search_parameter {
    const char *name, *type, *documentation;
};
struct offered {
    const char *type, *documentation;
    struct list interaction;
    struct list search_parameters;
};
struct security {
    bool cors;
    const char *description;
};
struct rest {
    const char *mode, *documentation;
    const struct security *security;
    struct list resource;
};
struct capability {
    struct fhir_head head;
    const char *name, *title, *status, *date, *publisher, *kind;
    const struct named *software;
    const struct implementation *implementation;
    const char *fhir_version;
    struct list format, rest;
};

static const struct shape_field named_fields[] = {FIELD(struct named, name, SHAPE_READ_ONLY),
                                                  FIELD(struct named, version, SHAPE_READ_ONLY),
                                                  FIELD_END};
static const struct shape named_shape = {"fhir_software", sizeof(struct named), named_fields};
static const struct shape_field implementation_fields[] = {
    FIELD(struct implementation, description, SHAPE_READ_ONLY),
    FIELD(struct implementation, url, SHAPE_READ_ONLY), FIELD_END};
static const struct shape implementation_shape = {
    "fhir_implementation", sizeof(struct implementation), implementation_fields};
static const struct shape_field interaction_fields[] = {
    FIELD(struct interaction, code, SHAPE_READ_ONLY), FIELD_END};
static const struct shape interaction_shape = {"fhir_interaction", sizeof(struct interaction),
                                               interaction_fields};
static const struct shape_field parameter_fields[] = {
    FIELD(struct search_parameter, name, SHAPE_READ_ONLY),
    FIELD(struct search_parameter, type, SHAPE_READ_ONLY),
    FIELD(struct search_parameter, documentation, SHAPE_READ_ONLY), FIELD_END};
static const struct shape parameter_shape = {"fhir_search_parameter",
                                             sizeof(struct search_parameter), parameter_fields};
static const struct shape_field resource_fields[] = {
    FIELD(struct offered, type, SHAPE_READ_ONLY),
    FIELD(struct offered, documentation, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct offered, interaction, "interaction", interaction_shape),
    FIELD_LIST_AS(struct offered, search_parameters, "searchParam", parameter_shape), FIELD_END};
static const struct shape resource_shape = {"fhir_resource", sizeof(struct offered),
                                            resource_fields};
static const struct shape_field security_fields[] = {
    FIELD(struct security, cors, SHAPE_READ_ONLY),
    FIELD(struct security, description, SHAPE_READ_ONLY), FIELD_END};
static const struct shape security_shape = {"fhir_security", sizeof(struct security),
                                            security_fields};
static const struct shape_field rest_fields[] = {
    FIELD(struct rest, mode, SHAPE_READ_ONLY), FIELD(struct rest, documentation, SHAPE_READ_ONLY),
    FIELD_RECORD(struct rest, security, SHAPE_READ_ONLY, security_shape),
    FIELD_LIST_AS(struct rest, resource, "resource", resource_shape), FIELD_END};
static const struct shape rest_shape = {"fhir_rest", sizeof(struct rest), rest_fields};
static const struct shape_field capability_fields[] = {
    FHIR_HEAD(struct capability),
    FIELD(struct capability, name, SHAPE_READ_ONLY),
    FIELD(struct capability, title, SHAPE_READ_ONLY),
    FIELD(struct capability, status, SHAPE_READ_ONLY),
    FIELD(struct capability, date, SHAPE_READ_ONLY),
    FIELD(struct capability, publisher, SHAPE_READ_ONLY),
    FIELD(struct capability, kind, SHAPE_READ_ONLY),
    FIELD_RECORD(struct capability, software, SHAPE_READ_ONLY, named_shape),
    FIELD_RECORD(struct capability, implementation, SHAPE_READ_ONLY, implementation_shape),
    FIELD_AS(struct capability, fhir_version, "fhirVersion", SHAPE_READ_ONLY),
    FIELD_STRINGS(struct capability, format, SHAPE_READ_ONLY, 0, 0),
    FIELD_LIST_AS(struct capability, rest, "rest", rest_shape),
    FIELD_END};
static const struct shape capability_shape = {"fhir_capability", sizeof(struct capability),
                                              capability_fields};

/* --- what is there --- */

static bool has_route(struct context *context, const char *method, const char *type,
                      const char *rest) {
    const char *path = arena_format(context->arena, "/fhir/%s%s", type, rest);
    for (const struct route *route = routes; route->operation; route++) {
        if (strcmp(route->method, method) == 0 && strcmp(route->path, path) == 0) {
            return true;
        }
    }
    return false;
}

static struct list interactions_of(struct context *context, const char *type) {
    struct interaction *items = arena_alloc(context->arena, 3 * sizeof *items);
    size_t count = 0;
    if (has_route(context, "GET", type, "/{id}")) {
        items[count++].code = "read";
    }
    if (has_route(context, "POST", type, "/_search")) {
        items[count++].code = "search-type";
    }
    if (has_route(context, "POST", type, "")) {
        items[count++].code = "create";
    }
    return (struct list){items, count};
}

static void add_parameters(const struct fhir_parameter *from, struct search_parameter *items,
                           size_t *count) {
    for (; from->name; from++) {
        items[(*count)++] =
            (struct search_parameter){from->name, fhir_kind_words[from->kind], from->meaning};
    }
}

static struct list parameters_of(struct context *context, const struct fhir_type *type) {
    enum { PARAMETERS_MAX = 32 };
    struct search_parameter *items = arena_alloc(context->arena, PARAMETERS_MAX * sizeof *items);
    size_t count = 0;
    add_parameters(type->parameters, items, &count);
    add_parameters(fhir_common_parameters, items, &count);
    return (struct list){items, count};
}

static struct list resources_of(struct context *context) {
    struct offered *resources = arena_alloc(context->arena, FHIR_TYPE_COUNT * sizeof *resources);
    for (size_t i = 0; i < FHIR_TYPE_COUNT; i++) {
        resources[i] =
            (struct offered){.type = fhir_types[i].name,
                             .documentation = fhir_types[i].meaning,
                             .interaction = interactions_of(context, fhir_types[i].name),
                             .search_parameters = parameters_of(context, &fhir_types[i])};
    }
    return (struct list){resources, FHIR_TYPE_COUNT};
}

void fhir_capability_write(struct context *context, const char *origin, struct text *out) {
    static const char *const formats[] = {"application/fhir+json", "json"};
    static const struct named software = {"Asiakkuus", ASIAKKUUS_VERSION};
    static const struct security security = {
        true, "Bearer tokens (JWT) with the permissions that the API description names for each "
              "operation; a token with client_id reads that client alone."};
    const struct implementation implementation = {"Client segments and what follows from them",
                                                  arena_format(context->arena, "%s/fhir", origin)};
    const struct rest rest = {
        "server",
        "Resources are read and searched, and answers are given; all else changes by the service's "
        "own API. A search takes GET "
        "and POST _search; what it does not know it refuses, unless Prefer: handling=lenient.",
        &security, resources_of(context)};
    const struct capability capability = {.head = {.resource_type = "CapabilityStatement"},
                                          .name = "Asiakkuus",
                                          .title = "Asiakkuus: FHIR R4",
                                          .status = "active",
                                          .date = changed_on,
                                          .publisher = "Asiakkuus maintainers",
                                          .kind = "instance",
                                          .software = &software,
                                          .implementation = &implementation,
                                          .fhir_version = "4.0.1",
                                          .format = {(void *)(uintptr_t)formats, 2},
                                          .rest = FHIR_ONE(context, rest)};
    json_write(out, &capability_shape, &capability);
}
