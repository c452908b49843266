#include "json/value.h"

size_t json_count(const struct json *list) {
    return json_array_size(value_open(list));
}

bool json_list_given(const struct json *value) {
    return json_is_array(value_open(value));
}

const struct json *json_at(const struct json *list, size_t index) {
    return value_wrap(json_array_get(value_open(list), index));
}

void json_each_member(const struct json *object, json_visit *visit, void *data) {
    const char *name;
    json_t *value;
    json_object_foreach(value_open(object), name, value) {
        visit(data, name, value_wrap(value));
    }
}
