/* A QuestionnaireResponse that is given: its answers become a joint assessment, by the operation
 * that stores one, and what is wrong with them is told at their items. */
#include "facade/fhir/fhir_answers.h"
#include "base/limits.h"
#include "facade/fhir/fhir_questionnaire.h"

#include <string.h>

/* Where the answer to a question stands. */
struct place {
    const char *link_id, *pointer;
};
struct giving {
    struct context *context;
    struct text answers, flags, beside; /* members, each with a comma before it */
    struct place places[FHIR_ANSWERS_MAX];
    size_t count;
};

static void refuse(struct context *context, const char *pointer, enum error_code code,
                   const char *word) {
    context_error(context, pointer, code, word);
}

/* --- answers --- */

static const char *pointer_of(const struct giving *giving, const char *link_id) {
    for (size_t i = 0; i < giving->count; i++) {
        if (strcmp(giving->places[i].link_id, link_id) == 0) {
            return giving->places[i].pointer;
        }
    }
    return NULL;
}

static void put(struct text *out, const char *name, const char *value) {
    text_add_char(out, ',');
    json_write_string(out, name);
    text_add_char(out, ':');
    text_add_string(out, value);
}

/* A level is a number, any other code of an option a word. */
static const char *literal_of(struct context *context, const char *code) {
    size_t digits = strspn(code, "0123456789");
    bool number =
        digits > 0 && digits <= 4 && code[digits] == '\0' && (code[0] != '0' || digits == 1);
    struct text text;
    text_init(&text, context->arena);
    if (number) {
        return code;
    }
    json_write_string(&text, code);
    return text.bytes;
}

/* The values that a question takes. */
static const char *const value_names[] = {"valueCoding", "valueInteger", "valueBoolean"};
enum { VALUE_NAMES = sizeof value_names / sizeof *value_names };

struct values {
    const struct json *of[VALUE_NAMES];
    size_t known, all;
};

static void take_member(void *data, const char *name, const struct json *value) {
    struct values *values = data;
    values->all += strncmp(name, "value", 5) == 0;
    for (size_t i = 0; i < VALUE_NAMES; i++) {
        if (strcmp(name, value_names[i]) == 0) {
            values->of[i] = value;
            values->known++;
        }
    }
}

/* As the service's own body says it; NULL where there is not just one value that a question takes.
 */
static const char *value_of(struct context *context, const struct json *answer) {
    struct values values = {.known = 0};
    json_each_member(answer, take_member, &values);
    if (values.known != 1 || values.all != 1) {
        return NULL;
    }
    if (values.of[0]) {
        const char *code = json_text(json_member(values.of[0], "code"));
        return code ? literal_of(context, code) : NULL;
    }
    return json_canonical(context, values.of[1] ? values.of[1] : values.of[2]);
}

static void take_value(struct giving *giving, const char *link_id, const char *value) {
    static const char flag[] = "flag.";
    if (strncmp(link_id, flag, sizeof flag - 1) == 0) {
        put(&giving->flags, link_id + sizeof flag - 1, value);
    } else if (strcmp(link_id, "duration") == 0 || strcmp(link_id, "age") == 0) {
        put(&giving->beside, link_id, value);
    } else {
        put(&giving->answers, link_id, value);
    }
}

static void take_answer(struct giving *giving, const char *link_id, const struct json *answers,
                        const char *pointer) {
    struct context *context = giving->context;
    const char *value = value_of(context, json_at(answers, 0));
    if (!link_id || !*link_id) {
        refuse(context, arena_format(context->arena, "%s/linkId", pointer), ERROR_required, NULL);
    } else if (json_count(answers) > 1) {
        refuse(context, arena_format(context->arena, "%s/answer", pointer), ERROR_too_many, "1");
    } else if (!value) {
        refuse(context, arena_format(context->arena, "%s/answer/0", pointer), ERROR_wrong_type,
               "valueCoding, valueInteger, valueBoolean");
    } else if (pointer_of(giving, link_id)) {
        refuse(context, pointer, ERROR_duplicate_key, NULL);
    } else if (giving->count == FHIR_ANSWERS_MAX) {
        refuse(context, "/item", ERROR_too_many,
               arena_format(context->arena, "%d", FHIR_ANSWERS_MAX));
    } else {
        giving->places[giving->count++] = (struct place){link_id, pointer};
        take_value(giving, link_id, value);
    }
}

/* What is given in another form than as a list would be lost. */
static const struct json *list_at(struct context *context, const struct json *item,
                                  const char *member, const char *above) {
    const struct json *list = json_member(item, member);
    if (list && !json_list_given(list)) {
        refuse(context, arena_format(context->arena, "%s/%s", above, member), ERROR_wrong_type,
               "array");
    }
    return list;
}

/* Items stand in groups, in items, and under the answers of items; how deep, the reader of the body
 * bounds. */
struct within {
    const struct json *json;
    const char *pointer;
};

static void take_items(struct giving *giving, struct within above);

static void count_member(void *data, const char *name, const struct json *value) {
    (void)name;
    (void)value;
    ++*(size_t *)data;
}

static void take_item(struct giving *giving, struct within item) {
    struct context *context = giving->context;
    size_t members = 0;
    json_each_member(item.json, count_member, &members);
    if (members == 0) {
        refuse(context, item.pointer, ERROR_wrong_type, "object");
    }
    const struct json *answers = list_at(context, item.json, "answer", item.pointer);
    if (json_count(answers) > 0) {
        take_answer(giving, json_text(json_member(item.json, "linkId")), answers, item.pointer);
    }
    for (size_t i = 0; i < json_count(answers); i++) {
        const char *pointer = arena_format(context->arena, "%s/answer/%zu", item.pointer, i);
        take_items(giving, (struct within){json_at(answers, i), pointer});
    }
    take_items(giving, item);
}

static void take_items(struct giving *giving, struct within above) {
    struct context *context = giving->context;
    const struct json *items = list_at(context, above.json, "item", above.pointer);
    for (size_t i = 0; i < json_count(items); i++) {
        const char *pointer = arena_format(context->arena, "%s/item/%zu", above.pointer, i);
        take_item(giving, (struct within){json_at(items, i), pointer});
    }
}

/* --- whom, what and where --- */

static struct uuid patient_at(struct context *context, const struct json *body, const char *member,
                              bool needed, bool *given) {
    static const char start[] = "Patient/";
    const size_t length = sizeof start - 1;
    const char *pointer = arena_format(context->arena, "/%s/reference", member);
    const char *text = json_text(json_member(json_member(body, member), "reference"));
    struct uuid id = {{0}};
    *given = text && strncmp(text, start, length) == 0;
    if (needed && !text) {
        refuse(context, pointer, ERROR_required, NULL);
    } else if ((needed && !*given) || (*given && !uuid_parse(text + length, &id))) {
        refuse(context, pointer, ERROR_bad_format, "Patient/<id>");
    }
    return id;
}

/* "helsinki@1" of "urn:asiakkuus:questionnaire:helsinki|1". */
static const char *model_of(struct context *context, const struct json *body) {
    const size_t length = strlen(fhir_questionnaire_url);
    const char *text = json_text(json_member(body, "questionnaire"));
    if (!text) {
        refuse(context, "/questionnaire", ERROR_required, NULL);
        return "";
    }
    if (strncmp(text, fhir_questionnaire_url, length) != 0 || text[length] != ':') {
        refuse(context, "/questionnaire", ERROR_bad_format,
               "urn:asiakkuus:questionnaire:<model>|<version>");
        return "";
    }
    char *name = arena_string(context->arena, text + length + 1);
    char *bar = strchr(name, '|');
    if (bar) {
        *bar = '@';
    }
    return name;
}

/* The register that the tag names, else the caller's own. */
static const char *register_of(struct context *context, const struct json *body) {
    const struct json *tags = json_member(json_member(body, "meta"), "tag");
    for (size_t i = 0; i < json_count(tags); i++) {
        const char *system = json_text(json_member(json_at(tags, i), "system"));
        const char *code = json_text(json_member(json_at(tags, i), "code"));
        if (system && code && strcmp(system, fhir_register_system) == 0) {
            return code;
        }
    }
    if (context->actor.register_code == REGISTER_NONE) {
        refuse(context, "/meta/tag", ERROR_required, NULL);
        return "";
    }
    return register_words[context->actor.register_code - 1];
}

static void check_word(struct context *context, const struct json *body, const char *member,
                       const char *word) {
    const char *pointer = arena_format(context->arena, "/%s", member);
    const char *text = json_text(json_member(body, member));
    if (!text) {
        refuse(context, pointer, ERROR_required, NULL);
    } else if (strcmp(text, word) != 0) {
        refuse(context, pointer, ERROR_not_in_list, word);
    }
}

/* --- the body of an assessment --- */

static void put_string(struct text *out, const char *name, const char *value) {
    struct text quoted;
    text_init(&quoted, out->arena);
    json_write_string(&quoted, value);
    put(out, name, quoted.bytes);
}

static void put_object(struct text *out, const char *name, const struct text *members) {
    const char *inside = members->length > 0 ? members->bytes + 1 : "";
    put(out, name, arena_format(out->arena, "{%s}", inside));
}

static enum status body_of(const struct giving *giving, const char *model, const char *keeper,
                           bool clients, const struct json **out) {
    struct context *context = giving->context;
    struct text views, text;
    text_init(&views, context->arena);
    text_init(&text, context->arena);
    put_object(&views, clients ? "client" : "professional", &giving->answers);
    put_string(&text, "register", keeper);
    put_string(&text, "model", model);
    put_object(&text, "answers", &views);
    if (giving->flags.length > 0) {
        put_object(&text, "flags", &giving->flags);
    }
    text_add(&text, giving->beside.bytes, giving->beside.length);
    text.bytes[0] = '{';
    text_add_char(&text, '}');
    return json_parse(context, text.bytes, text.length, out);
}

enum status fhir_answers_read(struct context *context, const struct json *body,
                              struct fhir_answers *out) {
    struct giving *giving = arena_alloc(context->arena, sizeof *giving);
    bool given = false;
    giving->context = context;
    text_init(&giving->answers, context->arena);
    text_init(&giving->flags, context->arena);
    text_init(&giving->beside, context->arena);
    check_word(context, body, "resourceType", "QuestionnaireResponse");
    check_word(context, body, "status", "completed");
    out->client_id = patient_at(context, body, "subject", true, &given);
    const struct uuid source = patient_at(context, body, "source", false, &out->clients);
    if (out->clients && !uuid_equal(&source, &out->client_id)) {
        refuse(context, "/source/reference", ERROR_other_client, NULL);
    }
    const char *model = model_of(context, body), *keeper = register_of(context, body);
    take_items(giving, (struct within){body, ""});
    out->giving = giving;
    enum status status = context_settle(context, STATUS_invalid);
    return status == OK ? body_of(giving, model, keeper, out->clients, &out->body) : status;
}

/* --- faults at their items --- */

static const char *link_of(struct context *context, const char *pointer) {
    static const char *const starts[] = {"/answers/professional/", "/answers/client/", "/flags/",
                                         "/"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t length = strlen(starts[i]);
        if (strncmp(pointer, starts[i], length) == 0) {
            return arena_format(context->arena, "%s%s", i == 2 ? "flag." : "", pointer + length);
        }
    }
    return pointer;
}

void fhir_answers_place(struct context *context, const struct fhir_answers *answers) {
    for (size_t i = 0; i < context->error_count; i++) {
        const char *pointer = context->errors[i].pointer;
        const char *item = pointer ? pointer_of(answers->giving, link_of(context, pointer)) : NULL;
        context->errors[i].pointer = item                                        ? item
                                     : pointer && strcmp(pointer, "/model") == 0 ? "/questionnaire"
                                     : pointer && strcmp(pointer, "/register") == 0    ? "/meta/tag"
                                     : pointer && strncmp(pointer, "/answers", 8) == 0 ? "/item"
                                                                                       : pointer;
    }
}
