/* Bodies: what is taken has one canonical form, which is taken again and gives itself; and reading
 * by a shape ends with a record or with at least one fault. */
#include "fuzz.h"

#include "json/json.h"

struct pet {
    struct uuid id;
    const char *name;
    struct date born;
    struct instant seen;
    int64_t legs;
    struct opt_int age;
    struct opt_bool tame;
    int kind;
    const struct json *notes;
    struct list tags;
    struct list young;
};

static const char *const kinds[] = {"cat", "dog", NULL};
static const struct shape_field young_fields[] = {
    {.name = "name", .type = SHAPE_STRING, .flags = SHAPE_REQUIRED, .least = 1, .most = 10},
    FIELD_END};
static const struct shape young_shape = {"young", sizeof(const char *), young_fields};
static const struct shape_field fields[] = {FIELD(struct pet, id, 0),
                                            FIELD_STRING(struct pet, name, SHAPE_REQUIRED, 1, 20),
                                            FIELD(struct pet, born, SHAPE_NULLABLE),
                                            FIELD(struct pet, seen, SHAPE_READ_ONLY),
                                            FIELD_RANGE(struct pet, legs, 0, 0, 8),
                                            FIELD_RANGE(struct pet, age, 0, 0, 130),
                                            FIELD(struct pet, tame, 0),
                                            FIELD_ENUM(struct pet, kind, 0, kinds),
                                            FIELD(struct pet, notes, 0),
                                            FIELD_STRINGS(struct pet, tags, 0, 0, 3),
                                            FIELD_LIST(struct pet, young, 0, young_shape, 0, 3),
                                            FIELD_END};
static const struct shape shape = {"pet", sizeof(struct pet), fields};

static void try_shape(struct context *context, const struct json *json) {
    struct pet pet;
    enum status status = json_read(context, json, &shape, &pet);
    must_hold((status == OK) == (context->error_count == 0));
    if (status != OK) {
        return;
    }
    struct text out;
    text_init(&out, context->arena);
    json_write(&out, &shape, &pet);
    const struct json *again;
    must_hold(json_parse(context, out.bytes, out.length, &again) == OK);
}

/* RFC 8785 writes a fraction beyond 2^63 as a whole number, which is then too long to be read. */
static bool has_huge_number(const char *canonical) {
    for (; *canonical != '\0'; canonical++) {
        if (strspn(canonical, "0123456789") >= 19) {
            return true;
        }
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct context *context = fuzz_context();
    const struct json *json, *again;
    if (json_parse(context, (const char *)bytes, length, &json) == OK) {
        const char *canonical = json_canonical(context, json);
        if (!has_huge_number(canonical)) {
            must_hold(json_parse(context, canonical, strlen(canonical), &again) == OK);
            must_hold(strcmp(json_canonical(context, again), canonical) == 0);
        }
        try_shape(context, json);
    } else {
        must_hold(context->error_count > 0);
    }
    json_release(context);
    fuzz_context_free(context);
    return 0;
}
