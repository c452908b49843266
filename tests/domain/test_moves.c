/* What every table of moves must hold: states that can be reached and left, permissions that exist,
 * and the same words in the database's CHECK. */
#include "suites.h"

#include "../db/support.h"
#include "domain/assessment/assessment.h"
#include "domain/client/client.h"
#include "domain/consent/consent.h"
#include "domain/consultation/consultation.h"
#include "domain/contact/contact.h"
#include "domain/meeting/meeting_case.h"
#include "domain/meeting/occurrence.h"
#include "domain/model/model.h"
#include "domain/referral/referral.h"
#include "domain/screening/candidate.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

/* A state in which the matter is over: only to be opened again, or to be seen. */
static const char *const endings[] = {
    "confirmed", "completed", "declined",  "cancelled", "closed",  "withdrawn", "converted",
    "discussed", "retired",   "discarded", "done",      "expired", NULL};

static const struct table {
    const struct moves *moves;
    const char *name, *column;
} tables[] = {{&assessment_moves, "assessment", "status"},
              {&candidate_moves, "candidate", "state"},
              {&client_moves, "client", "status"},
              {&consent_moves, "consent", "status"},
              {&consultation_moves, "consultation", "state"},
              {&contact_moves, "contact", "status"},
              {&model_moves, "model", "status"},
              {&case_moves, "meeting_case", "state"},
              {&topic_moves, "meeting_topic", "state"},
              {&occurrence_moves, "meeting_occurrence", "state"},
              {&screening_moves, "screening", "state"},
              {&referral_moves, "referral", "state"}};
enum { TABLES = sizeof tables / sizeof *tables };

START_TEST(moves__of_every_table_are_looked_at) {
    glob_t found;
    ck_assert_int_eq(glob(SOURCE_DIR "/service/domain/*/*_moves.def", 0, NULL, &found), 0);
    ck_assert_msg(found.gl_pathc == TABLES, "%zu files x_moves.def, %d rows in %s", found.gl_pathc,
                  TABLES, __FILE__);
    globfree(&found);
}
END_TEST

static bool is_state(const struct moves *moves, const char *word) {
    return shape_word_index(moves->states, word) > 0;
}

START_TEST(moves__go_from_states_to_states) {
    const struct moves *moves = tables[_i].moves;
    for (size_t i = 0; i < moves->count; i++) {
        const struct move *move = &moves->rows[i];
        ck_assert_msg(!move->from || is_state(moves, move->from), "%s", move->from);
        ck_assert_msg(is_state(moves, move->to), "%s", move->to);
        ck_assert_msg(move_find_of(moves, move->kind, move->from, move->action) == move,
                      "%s from %s twice", move->action, move->from ? move->from : "nothing");
    }
}
END_TEST

START_TEST(moves__reach_every_state_from_the_beginning) {
    const struct moves *moves = tables[_i].moves;
    unsigned reached = 0;
    for (size_t round = 0; round <= moves->count; round++) {
        for (size_t i = 0; i < moves->count; i++) {
            const struct move *move = &moves->rows[i];
            int from = move->from ? shape_word_index(moves->states, move->from) : 0;
            if (from == 0 || reached & (1u << from)) {
                reached |= 1u << shape_word_index(moves->states, move->to);
            }
        }
    }
    for (int i = 0; moves->states[i]; i++) {
        ck_assert_msg(reached & (1u << (i + 1)), "%s is never reached", moves->states[i]);
    }
}
END_TEST

START_TEST(moves__leave_every_state_that_is_no_ending) {
    const struct moves *moves = tables[_i].moves;
    for (int i = 0; moves->states[i]; i++) {
        bool left = false;
        for (size_t j = 0; j < moves->count; j++) {
            const struct move *move = &moves->rows[j];
            left = left || (move->from && strcmp(move->from, moves->states[i]) == 0 &&
                            strcmp(move->to, moves->states[i]) != 0);
        }
        ck_assert_msg(left || shape_word_index(endings, moves->states[i]), "%s is never left",
                      moves->states[i]);
    }
}
END_TEST

static const char *const permissions[] = {
#define PERMISSION(noun, verb, meaning) #noun ":" #verb,
#include "tables/permissions.def"
#undef PERMISSION
    NULL};

START_TEST(moves__need_a_permission_that_exists) {
    const struct moves *moves = tables[_i].moves;
    for (size_t i = 0; i < moves->count; i++) {
        ck_assert_msg(shape_word_index(permissions, moves->rows[i].permission) > 0, "%s",
                      moves->rows[i].permission);
    }
}
END_TEST

/* The reasons that the contract asks for, and that of a change of urgency; no other. */
START_TEST(referral_moves__ask_for_a_reason_exactly_where_they_should) {
    static const char *const asked[] = {"return", "redirect", "decline", "cancel",
                                        "reopen", "urgency",  NULL};
    for (size_t i = 0; i < referral_moves.count; i++) {
        const struct move *move = &referral_moves.rows[i];
        ck_assert_msg(move->reason == (shape_word_index(asked, move->action) > 0), "%s",
                      move->action);
    }
}
END_TEST

/* What a client takes along has a sender only: from wherever it can come, the sender leads it to an
 * end and back. */
START_TEST(referral_moves__of_one_handed_over_need_no_receiver) {
    const struct moves *moves = &referral_moves;
    unsigned reached = 1u << shape_word_index(moves->states, "draft"), left = 0;
    for (size_t round = 0; round <= moves->count; round++) {
        for (size_t i = 0; i < moves->count; i++) {
            const struct move *move = &moves->rows[i];
            int from = move->from ? shape_word_index(moves->states, move->from) : 0;
            bool own = move->kind != REFERRAL_QUEUED && (move->side & MOVE_SENDER);
            if (own && reached & (1u << from)) {
                reached |= 1u << shape_word_index(moves->states, move->to);
                left |= strcmp(move->from, move->to) != 0 ? 1u << from : 0;
            }
        }
    }
    ck_assert(reached & (1u << shape_word_index(moves->states, "completed")));
    ck_assert(!(reached & (1u << shape_word_index(moves->states, "in_progress"))));
    for (int i = 0; moves->states[i]; i++) {
        bool stuck = reached & (1u << (i + 1)) && !(left & (1u << (i + 1)));
        ck_assert_msg(!stuck || strcmp(moves->states[i], "cancelled") == 0, "%s is never left",
                      moves->states[i]);
    }
    const struct move *again = move_find_of(moves, REFERRAL_HANDED, "completed", "reopen");
    ck_assert_str_eq(again->to, "sent");
    ck_assert_str_eq(move_find_of(moves, REFERRAL_QUEUED, "completed", "reopen")->to,
                     "in_progress");
    ck_assert_ptr_null(move_find_of(moves, REFERRAL_QUEUED, "sent", "complete"));
    ck_assert_ptr_null(move_find_of(moves, REFERRAL_HANDED, "in_progress", "nothing"));
}
END_TEST

/* CHECK (... ANY (ARRAY['draft'::text, ...])): every state once, in the table's order. */
START_TEST(moves__have_the_states_of_the_databases_check) {
    char question[400], expected[600] = "";
    PGconn *pg = connect_to(as_superuser());
    snprintf(
        question, sizeof question,
        "SELECT regexp_replace((regexp_match(pg_get_constraintdef(oid), 'ARRAY\\[(.*)\\]'))[1],"
        " '''|::text', '', 'g') FROM pg_constraint WHERE contype = 'c' AND conrelid ="
        " 'asiakkuus.%s'::regclass AND array_length(conkey, 1) = 1 AND conkey[1] = (SELECT"
        " attnum FROM pg_attribute WHERE attrelid = conrelid AND attname = '%s')",
        tables[_i].name, tables[_i].column);
    for (int i = 0; tables[_i].moves->states[i]; i++) {
        size_t length = strlen(expected);
        snprintf(expected + length, sizeof expected - length, "%s%s", i > 0 ? ", " : "",
                 tables[_i].moves->states[i]);
    }
    ck_assert_str_eq(sql(pg, question), expected);
    PQfinish(pg);
}
END_TEST

Suite *moves_suite(void) {
    Suite *suite = suite_create("moves");
    TCase *tests = tcase_create("moves");
    tcase_add_test(tests, moves__of_every_table_are_looked_at);
    tcase_add_loop_test(tests, moves__go_from_states_to_states, 0, TABLES);
    tcase_add_loop_test(tests, moves__reach_every_state_from_the_beginning, 0, TABLES);
    tcase_add_loop_test(tests, moves__leave_every_state_that_is_no_ending, 0, TABLES);
    tcase_add_loop_test(tests, moves__need_a_permission_that_exists, 0, TABLES);
    tcase_add_test(tests, referral_moves__ask_for_a_reason_exactly_where_they_should);
    tcase_add_test(tests, referral_moves__of_one_handed_over_need_no_receiver);
    tcase_add_loop_test(tests, moves__have_the_states_of_the_databases_check, 0, TABLES);
    suite_add_tcase(suite, tests);
    return suite;
}
