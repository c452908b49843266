/* Every code and text of a model as JSON bytes, made once; and where each thing lives. */
#include "document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 32 * 1024 };

void *segj_model_alloc(struct segj_model *model, size_t size) {
    struct chunk *chunk = model->memory;
    size = (size + 15) & ~(size_t)15;
    if (!chunk || chunk->size - chunk->used < size) {
        size_t room = size > CHUNK ? size : CHUNK;
        chunk = malloc(sizeof *chunk + room);
        if (!chunk) {
            return NULL;
        }
        *chunk = (struct chunk){.next = model->memory, .size = room};
        model->memory = chunk;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    return memory;
}

/* A rendering under way: a scratch buffer, and whether memory ran out. */
struct render {
    struct segj_model *model;
    struct segj_buffer buffer;
    bool failed;
};

/* Keeps what the buffer holds, and empties it. */
static struct span keep(struct render *render) {
    struct segj_buffer *buffer = &render->buffer;
    struct span span = {"", 0};
    char *bytes = segj_model_alloc(render->model, buffer->length + 1);
    if (!bytes || buffer->failed) {
        render->failed = true;
        return span;
    }
    if (buffer->length) {
        memcpy(bytes, buffer->data, buffer->length);
    }
    bytes[buffer->length] = 0;
    span = (struct span){bytes, (uint32_t)buffer->length};
    buffer->length = 0;
    return span;
}

static struct span quote(struct render *render, const char *text) {
    segj_buffer_string(&render->buffer, text, strlen(text));
    return keep(render);
}

static void render_text(struct render *render, const json_t *object, const char *member,
                        struct texts *texts) {
    const json_t *held = json_object_get(object, member);
    for (int i = 0; i < LANGUAGES; i++) {
        texts->in[i].plain = json_string_value(json_object_get(held, segj_languages[i]));
        texts->in[i].quoted =
            texts->in[i].plain ? quote(render, texts->in[i].plain) : (struct span){NULL, 0};
    }
}

/* ---- The parts ---- */

static void render_head(struct render *render) {
    struct segj_model *model = render->model;
    PUT(&render->buffer, "{\"code\":");
    segj_buffer_string(&render->buffer, model->code, strlen(model->code));
    PUT(&render->buffer, ",\"hash\":\"");
    segj_buffer_append(&render->buffer, model->hash, 64);
    PUT(&render->buffer, "\",\"version\":");
    segj_put_number(&render->buffer, model->version);
    PUT(&render->buffer, "}");
    model->name = keep(render);
    render_text(render, model->tree, "names", &model->model_name);
    render_text(render, model->tree, "description", &model->model_words);
}

static void render_consequence_texts(struct render *render, const json_t *object,
                                     const char *const *codes, size_t count,
                                     struct consequences *out) {
    for (int i = 0; i < LANGUAGES; i++) {
        PUT(&render->buffer, "{");
        for (size_t n = 0; n < count; n++) {
            const json_t *texts = json_object_get(json_object_get(object, codes[n]), "text");
            const char *text = json_string_value(json_object_get(texts, segj_languages[i]));
            if (n) {
                PUT(&render->buffer, ",");
            }
            segj_buffer_string(&render->buffer, codes[n], strlen(codes[n]));
            PUT(&render->buffer, ":");
            segj_buffer_string(&render->buffer, text, strlen(text));
        }
        PUT(&render->buffer, "}");
        out->texts[i] = keep(render);
    }
}

/* "code":"value", for the codes that lie between the two, in their order. */
static struct span render_values(struct render *render, const json_t *object,
                                 const char *const *codes, size_t count, const char *after,
                                 const char *before) {
    for (size_t n = 0; n < count; n++) {
        if ((after && strcmp(codes[n], after) < 0) || (before && strcmp(codes[n], before) > 0)) {
            continue;
        }
        const char *value =
            json_string_value(json_object_get(json_object_get(object, codes[n]), "value"));
        segj_buffer_string(&render->buffer, codes[n], strlen(codes[n]));
        PUT(&render->buffer, ":");
        segj_buffer_string(&render->buffer, value, strlen(value));
        PUT(&render->buffer, ",");
    }
    return keep(render);
}

static int by_code(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void render_consequences(struct render *render, const json_t *segment,
                                struct consequences *out) {
    json_t *object = json_object_get(segment, "consequences");
    size_t count = 0;
    const char **codes =
        segj_model_alloc(render->model, (json_object_size(object) + 1) * sizeof *codes);
    if (!codes) {
        render->failed = true;
        return;
    }
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        codes[count++] = json_object_iter_key(at);
    }
    qsort(codes, count, sizeof *codes, by_code);
    out->before_review = render_values(render, object, codes, count, NULL, "review_months");
    out->between = render_values(render, object, codes, count, "review_months", "texts");
    out->after_texts = render_values(render, object, codes, count, "texts", NULL);
    render_consequence_texts(render, object, codes, count, out);
    out->codes = codes;
    out->count = count;
}

static void render_segments(struct render *render) {
    struct segj_model *model = render->model;
    const json_t *list = json_object_get(model->tree, "segments");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *segment = json_array_get(list, i);
        const char *process = seg_segment_process(model->engine, i);
        model->segments[i] = quote(render, seg_model_code(model->engine, SEG_SEGMENT, i));
        model->processes[i] = *process ? quote(render, process) : (struct span){"null", 4};
        render_text(render, segment, "names", &model->segment_names[i]);
        render_text(render, segment, "description", &model->segment_words[i]);
        render_consequences(render, segment, &model->consequences[i]);
    }
}

static void render_axes(struct render *render) {
    struct segj_model *model = render->model;
    const json_t *list = json_object_get(model->tree, "axes");
    size_t count = json_array_size(list);
    for (size_t i = 0; i < count; i++) {
        const json_t *states = json_object_get(json_array_get(list, i), "states");
        model->axes[i] = quote(render, seg_model_code(model->engine, SEG_AXIS, i));
        render_text(render, json_array_get(list, i), "names", &model->axis_names[i]);
        for (size_t n = 0; n < json_array_size(states); n++) {
            model->states[i][n] = quote(render, seg_axis_state_code(model->engine, i, n));
            render_text(render, json_array_get(states, n), "names", &model->state_names[i][n]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        size_t rank = 0;
        for (size_t n = 0; n < count; n++) {
            rank += strcmp(seg_model_code(model->engine, SEG_AXIS, n),
                           seg_model_code(model->engine, SEG_AXIS, i)) < 0;
        }
        model->axis_order[rank] = (uint8_t)i;
    }
}

/* "item: option", as a reason says it. */
static void render_reason(struct render *render, const struct texts *item,
                          const struct texts *option, struct texts *out) {
    for (int i = 0; i < LANGUAGES; i++) {
        const struct span *first = &item->in[i].quoted, *second = &option->in[i].quoted;
        segj_buffer_append(&render->buffer, first->at, first->length - 1);
        PUT(&render->buffer, ": ");
        segj_buffer_append(&render->buffer, second->at + 1, second->length - 1);
        out->in[i].quoted = keep(render);
    }
}

static void render_options(struct render *render, const json_t *item, size_t index) {
    struct segj_model *model = render->model;
    const char *scale = json_string_value(json_object_get(item, "scale"));
    const json_t *list = scale ? json_object_get(json_object_get(model->tree, "scales"), scale)
                               : json_object_get(item, "options");
    for (size_t n = 0; n < json_array_size(list); n++) {
        const json_t *option = json_array_get(list, n);
        const char *code = json_string_value(json_object_get(option, "value"));
        if (code) {
            model->values[index][n] = quote(render, code);
        } else {
            segj_put_number(&render->buffer, (int64_t)n);
            model->values[index][n] = keep(render);
        }
        render_text(render, option, "text", &model->option_texts[index][n]);
        render_reason(render, &model->item_texts[index], &model->option_texts[index][n],
                      &model->reason_texts[index][n]);
    }
}

static void render_items(struct render *render) {
    struct segj_model *model = render->model;
    const json_t *list = json_object_get(model->tree, "items");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        model->items[i] = quote(render, seg_model_code(model->engine, SEG_ITEM, i));
        render_text(render, item, "text", &model->item_texts[i]);
        render_text(render, item, "help", &model->item_help[i]);
        render_text(render, item, "client_text", &model->item_client_texts[i]);
        render_text(render, item, "client_help", &model->item_client_help[i]);
        render_text(render, item, "unit", &model->item_units[i]);
        render_options(render, item, i);
        if (seg_item(model->engine, i).scored) {
            model->scored |= UINT64_C(1) << i;
        }
    }
}

/* Lists of things with a code and texts: flags, durations, rules, signals. */
static void render_list(struct render *render, const json_t *list, struct span *codes,
                        const char *name, struct texts *names, const char *word,
                        struct texts *words) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        codes[i] = quote(render, json_string_value(json_object_get(entry, "code")));
        render_text(render, entry, name, &names[i]);
        if (words) {
            render_text(render, entry, word, &words[i]);
        }
    }
}

int segj_model_render(struct segj_model *model) {
    struct render render = {.model = model};
    const json_t *tree = model->tree, *duration = json_object_get(tree, "duration");
    render_head(&render);
    render_segments(&render);
    render_axes(&render);
    render_items(&render);
    render_text(&render, duration, "names", &model->duration_name);
    render_list(&render, json_object_get(duration, "states"), model->durations, "names",
                model->duration_names, NULL, NULL);
    model->group_count = json_array_size(json_object_get(tree, "groups"));
    render_list(&render, json_object_get(tree, "groups"), model->groups, "names",
                model->group_names, NULL, NULL);
    render_list(&render, json_object_get(tree, "flags"), model->flags, "names", model->flag_names,
                "description", model->flag_words);
    render_list(&render, json_object_get(tree, "rules"), model->rules, "names", model->rule_names,
                "text", model->rule_texts);
    render_list(&render, json_object_get(tree, "signals"), model->signals, "text",
                model->signal_texts, NULL, NULL);
    segj_buffer_clear(&render.buffer);
    return render.failed ? -1 : 0;
}
