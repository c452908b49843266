#include "load.h"

#include "app.h"
#include "base/area.h"
#include "base/limits.h"
#include "base/shape.h"
#include "base/text.h"
#include "call/call.h"
#include "domain/directory/directory.h"
#include "domain/model/model_file.h"
#include "json/json.h"

#include <stdio.h>
#include <string.h>

struct loaded_unit {
    const char *parent;
    struct unit *unit;
};
static const struct shape_field loaded_unit_fields[] = {
    FIELD_FORMAT(struct loaded_unit, parent, 0, 1, 64, "directory_code"),
    FIELD_RECORD(struct loaded_unit, unit, SHAPE_REQUIRED, unit_write_shape), FIELD_END};
static const struct shape loaded_unit_shape = {"LoadedUnit", sizeof(struct loaded_unit),
                                               loaded_unit_fields};

struct loaded_service {
    const char *unit;
    struct service *service;
};
static const struct shape_field loaded_service_fields[] = {
    FIELD_FORMAT(struct loaded_service, unit, 0, 1, 64, "directory_code"),
    FIELD_RECORD(struct loaded_service, service, SHAPE_REQUIRED, service_write_shape), FIELD_END};
static const struct shape loaded_service_shape = {"LoadedService", sizeof(struct loaded_service),
                                                  loaded_service_fields};

struct county {
    const char *area;
    struct list units, services, models; /* struct loaded_unit, loaded_service, const char * */
    const char *active_model;
};
static const struct shape_field county_fields[] = {
    FIELD_FORMAT(struct county, area, SHAPE_REQUIRED, 2, 2, "area"),
    FIELD_LIST(struct county, units, 0, loaded_unit_shape, 0, IMPORT_ITEMS_MAX),
    FIELD_LIST(struct county, services, 0, loaded_service_shape, 0, IMPORT_ITEMS_MAX),
    FIELD_STRINGS(struct county, models, 0, 0, 100),
    FIELD_FORMAT(struct county, active_model, 0, 1, 64, "code"),
    FIELD_END};
static const struct shape county_shape = {"County", sizeof(struct county), county_fields};

struct loading {
    struct context *context;
    const char *path;  /* of the file */
    const char *place; /* the pointer of what is being loaded */
    int64_t made, changed, alike;
};

static enum status read_file(struct loading *loading, struct text *out) {
    FILE *file = fopen(loading->path, "rbe");
    size_t length = 0;
    text_init(out, loading->context->arena);
    if (!file) {
        return context_fail(loading->context, STATUS_not_found, "the file can't be read");
    }
    do {
        char bytes[8192];
        length = fread(bytes, 1, sizeof bytes, file);
        text_add(out, bytes, length);
    } while (length > 0 && out->length <= LOADED_FILE_SIZE_MAX);
    fclose(file);
    return out->length <= LOADED_FILE_SIZE_MAX
               ? OK
               : context_fail(loading->context, STATUS_too_large, "the file is too long");
}

/* The unit of a code that this file or the area has. */
static enum status find_unit(struct loading *loading, const char *member, const char *code,
                             struct uuid *out) {
    enum status status = code ? unit_find_code(loading->context, code, out) : OK;
    if (status == OK && code && !uuid_is_set(out)) {
        context_error(loading->context, member, ERROR_unknown_unit, NULL);
        return context_settle(loading->context, STATUS_rule_broken);
    }
    return status;
}

static void count(struct loading *loading, enum put put) {
    *(put == PUT_MADE      ? &loading->made
      : put == PUT_CHANGED ? &loading->changed
                           : &loading->alike) += 1;
}

static enum status load_unit(struct loading *loading, const struct loaded_unit *row) {
    enum put put = PUT_ALIKE;
    enum status status = find_unit(loading, "/parent", row->parent, &row->unit->parent_id);
    if (status == OK) {
        status = unit_put(loading->context, row->unit, &put);
    }
    count(loading, put);
    return status;
}

static enum status load_service(struct loading *loading, const struct loaded_service *row) {
    enum put put = PUT_ALIKE;
    enum status status = find_unit(loading, "/unit", row->unit, &row->service->unit_id);
    if (status == OK) {
        status = service_put(loading->context, row->service, &put);
    }
    count(loading, put);
    return status;
}

/* --- models --- */

static enum status load_model(struct loading *loading, const char *name) {
    const char *slash = strrchr(loading->path, '/');
    int folder = *name != '/' && slash ? (int)(slash - loading->path) + 1 : 0;
    struct model model = {.version = 0};
    bool created = false;
    const char *path = arena_format(loading->context->arena, "%.*s%s", folder, loading->path, name);
    enum status status = model_publish_file(loading->context, path, &model, &created);
    count(loading, created ? PUT_MADE : PUT_ALIKE);
    return status;
}

static enum status activate(struct loading *loading, const char *code) {
    struct model model = {.version = 0};
    const struct model_wanted wanted = {
        .name = code, .day = loading->context->today, .must_hold = true};
    enum status status = model_find(loading->context, &wanted, &model);
    if (status == STATUS_not_found) {
        return context_fail(loading->context, status, "no model of that code holds today");
    }
    return status == OK && !model.is_active ? model_activate(loading->context, code) : status;
}

/* --- all of it --- */

static void set_place(struct loading *loading, const char *list, size_t index, const char *member) {
    loading->place = arena_format(loading->context->arena, "/%s/%zu%s", list, index, member);
}

static enum status load_all(struct loading *loading, const struct county *county) {
    const struct loaded_unit *units = county->units.items;
    const struct loaded_service *services = county->services.items;
    const char *const *models = county->models.items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < county->units.count; i++) {
        set_place(loading, "units", i, "/unit");
        status = load_unit(loading, &units[i]);
    }
    for (size_t i = 0; status == OK && i < county->services.count; i++) {
        set_place(loading, "services", i, "/service");
        status = load_service(loading, &services[i]);
    }
    for (size_t i = 0; status == OK && i < county->models.count; i++) {
        set_place(loading, "models", i, "");
        status = load_model(loading, models[i]);
    }
    if (status == OK && county->active_model) {
        loading->place = "/active_model";
        status = activate(loading, county->active_model);
    }
    return status;
}

static enum status load(struct loading *loading) {
    struct context *context = loading->context;
    struct county county = {.area = NULL};
    struct text text;
    enum status status = read_file(loading, &text);
    if (status == OK) {
        status = json_decode(context, text.bytes, text.length, &county_shape, &county);
    }
    if (status == OK && !area_exists(county.area)) {
        return context_fail(context, STATUS_not_found, "there is no area %s", county.area);
    }
    if (status != OK) {
        return status;
    }
    context->actor.area = county.area;
    return load_all(loading, &county);
}

static void tell_fault(const struct loading *loading, const struct field_error *error) {
    const char *text = error_text(loading->context->arena, error, LANGUAGE_EN);
    if (error->pointer) {
        fprintf(stderr, "asiakkuusd: %s: %s%s: %s\n", loading->path, loading->place, error->pointer,
                text);
    } else {
        fprintf(stderr, "asiakkuusd: %s: line %lld, column %lld: %s\n", loading->path,
                (long long)error->line, (long long)error->column, text);
    }
}

static void tell_faults(const struct loading *loading, enum status status) {
    const struct context *context = loading->context;
    for (size_t i = 0; i < context->error_count; i++) {
        tell_fault(loading, &context->errors[i]);
    }
    if (context->error_count == 0) {
        fprintf(stderr, "asiakkuusd: %s: %s%s%s\n", loading->path, loading->place,
                *loading->place ? ": " : "",
                context->failure_words ? context->failure_words : status_code(status));
    }
}

int load_file(struct app *app, const char *path) {
    static const char *const permissions[] = {"directory:*", "model:*"};
    struct call call;
    call_open(app, "", "load_file", &call);
    call.context.actor.sub = "operator";
    call.context.actor.permissions = permissions;
    call.context.actor.permission_count = sizeof permissions / sizeof *permissions;
    struct loading loading = {.context = &call.context, .path = path, .place = ""};
    enum status status = load(&loading);
    if (status != OK) {
        tell_faults(&loading, status);
    }
    status = call_close(&call, status);
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: nothing was loaded\n");
        return 1;
    }
    printf("%lld made, %lld changed, %lld alike\n", (long long)loading.made,
           (long long)loading.changed, (long long)loading.alike);
    return 0;
}
