#include "db/db.h"
#include "domain/consultation/consultation.sql.h"
#include "domain/consultation/consultation_store.h"
#include "ledger/ledger.h"

struct thread_key {
    struct uuid id;
    int64_t up_to;
};
static const struct shape_field key_fields[] = {FIELD(struct thread_key, id, 0),
                                                FIELD(struct thread_key, up_to, 0), FIELD_END};
static const struct shape key_shape = {"consultation_thread", sizeof(struct thread_key),
                                       key_fields};

/* The thread is as personal as what it hangs from, and is read as one with it. */
enum status consultation_message_list(struct context *context, struct uuid id, struct list *out) {
    const struct thread_key key = {.id = id};
    struct consultation consultation;
    enum status status = consultation_load(context, id, false, &consultation);
    if (status == OK) {
        status = db_list(context, &consultation_select_messages, &key_shape, &key,
                         &consultation_message_shape, out);
    }
    if (status == OK) {
        status = ledger_audit(context, AUDIT_READ, consultation.client_id, RESOURCE_consultation,
                              id, consultation_ground(context, &consultation));
    }
    return status;
}

enum status consultation_message_create(struct context *context, struct uuid id,
                                        const struct consultation_message_new *body,
                                        struct consultation_message *out) {
    struct consultation consultation;
    enum status status = consultation_load(context, id, false, &consultation);
    if (status != OK) {
        return status;
    }
    if (consultation_is_forgotten(&consultation)) {
        return context_fail(context, STATUS_conflict, "its texts are forgotten");
    }
    if (consultation.anonymous) {
        anonymity_check_field(context, "/text", body->text, &body->acknowledged);
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        status = consultation_store_message(context, &consultation, "message", body->text, out);
    }
    if (status == OK) {
        status = ledger_audit(context, AUDIT_CHANGE, consultation.client_id, RESOURCE_consultation,
                              id, consultation_ground(context, &consultation));
    }
    if (status == OK) {
        status = ledger_event(context, EVENT_consultation_message_added, id, consultation.version);
    }
    if (status == OK && consultation.anonymous) {
        anonymity_warn_field(context, "/text", body->text, &out->warnings);
    }
    return status;
}

enum status consultation_read(struct context *context, struct uuid id,
                              const struct consultation_reading *reading,
                              struct consultation_reading *out) {
    struct consultation consultation;
    enum status status = consultation_load(context, id, false, &consultation);
    if (status != OK) {
        return status;
    }
    if (reading->up_to > consultation.message_count) {
        context_error(
            context, "/up_to", ERROR_out_of_range,
            arena_format(context->arena, "1..%lld", (long long)consultation.message_count));
        return context_settle(context, STATUS_rule_broken);
    }
    const struct thread_key key = {id, reading->up_to};
    return db_get(context, &consultation_insert_read, &key_shape, &key, &consultation_reading_shape,
                  out);
}
