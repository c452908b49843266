/* The plans of statements over tables that grow: made once, without values, also while the tables
 * are young, and then kept. None may read a whole table. */
#include "suites.h"
#include "support.h"

#include "all_queries.h"

#include <stdio.h>
#include <string.h>

enum { PLAN_SIZE = 262144 };
static PGconn *pg;

/* An empty table that autovacuum has looked at is read whole, as it is known to have nothing in it;
 * one that nobody has looked at is taken for a small one. So autovacuum stays away, and all tables
 * are as new: what other tests did, and when it came by, decides no plan. */
#define EACH_TABLE(change)                                                                         \
    "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r'"        \
    " AND relnamespace = 'asiakkuus'::regnamespace LOOP EXECUTE format('" change                   \
    "', t); END LOOP; END $$"

static void begin(void) {
    PGconn *super = connect_to(as_superuser());
    sql(super, EACH_TABLE("ALTER TABLE %s SET (autovacuum_enabled = off)"));
    sql(super, "DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(oid::regclass::text, ', ')"
               " FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
               " AND relnamespace = 'asiakkuus'::regnamespace AND relname NOT IN ('migration',"
               " 'ready_probe', 'vault_key', 'need_class', 'need_class_mapping')); END $$");
    /* They outlive what they were made of. */
    sql(super, "DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class"
               " WHERE relnamespace = 'asiakkuus'::regnamespace)");
    PQfinish(super);
    pg = connect_to(as_app());
    sql(pg, "SET plan_cache_mode = force_generic_plan");
}

static void end(void) {
    PGconn *super = connect_to(as_superuser());
    sql(super, EACH_TABLE("ALTER TABLE %s RESET (autovacuum_enabled)"));
    PQfinish(super);
    PQfinish(pg);
}

/* The rooms that are looked at, by how their statements' names begin. */
static const char *const rooms[] = {
    "unit_",         "service_",   "contact_", "referral_", "deadline_", "routing_",
    "consultation_", "standing_",  "client_",  "duty_",     "overview_", "assessment_",
    "plan_",         "care_team_", "consent_", "recall_",   "reminder_", "worklist_"};

static bool is_looked_at(const struct query *query) {
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        if (strncmp(query->name, rooms[i], strlen(rooms[i])) == 0) {
            return true;
        }
    }
    return false;
}

static size_t statements_of(const char *room) {
    size_t count = 0;
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        count += strncmp(all_queries[i]->name, room, strlen(room)) == 0;
    }
    return count;
}

/* Of a split table all parts are to be seen. */
static const char *value_of(const char *parameter) {
    if (strcmp(parameter, "wanted_from") == 0) {
        return "'2000-01-01'";
    }
    return strcmp(parameter, "wanted_to") == 0 ? "'2999-01-01'" : "NULL";
}

/* EXPLAIN EXECUTE of a prepared statement, all parameters but days NULL: the plan does not know
 * them. */
static void explain(const struct query *query, char *out, size_t size) {
    char text[400];
    int length = snprintf(text, sizeof text, "EXPLAIN EXECUTE %s", query->name);
    for (int i = 0; i < query->parameter_count; i++) {
        length += snprintf(text + length, sizeof text - (size_t)length, "%s%s", i ? "," : "(",
                           value_of(query->parameters[i]));
    }
    snprintf(text + length, sizeof text - (size_t)length, query->parameter_count ? ")" : "");
    PQclear(PQprepare(pg, query->name, query->text, 0, NULL));
    PGresult *plan = PQexec(pg, text);
    ck_assert_msg(PQresultStatus(plan) == PGRES_TUPLES_OK, "%s: %s", query->name,
                  PQresultErrorMessage(plan));
    *out = '\0';
    for (int i = 0; i < PQntuples(plan); i++) {
        strncat(out, PQgetvalue(plan, i, 0), size - strlen(out) - 2);
        strcat(out, "\n");
    }
    PQclear(plan);
}

/* The first table that is read whole, or NULL. A caller who is of no unit is shown what waits in
 * all of them: an area's units do not grow. */
static const char *scan_of(const char *plan) {
    static const char words[] = "Seq Scan on ", units[] = "Seq Scan on unit ";
    const char *scan = strstr(plan, words);
    while (scan && strncmp(scan, units, sizeof units - 1) == 0) {
        scan = strstr(scan + 1, words);
    }
    return scan;
}

static void no_statement_reads_a_whole_table(const char *when) {
    static char plan[PLAN_SIZE];
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        ck_assert_msg(statements_of(rooms[i]) > 0, "no statement begins with %s", rooms[i]);
    }
    sql(pg, "BEGIN; SET LOCAL app.area = '90'");
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        if (is_looked_at(all_queries[i])) {
            explain(all_queries[i], plan, sizeof plan);
            const char *scan = scan_of(plan);
            ck_assert_msg(!scan, "%s, %s: %.100s\n%.3000s", all_queries[i]->name, when, scan, plan);
        }
    }
    sql(pg, "ROLLBACK");
}

START_TEST(plans__made_over_empty_tables_read_no_whole_table) {
    no_statement_reads_a_whole_table("empty");
}
END_TEST

/* By the superuser, whom no policy binds; removed again. */
static void fill(PGconn *super) {
    sql(super,
        "INSERT INTO unit (area, id, code, names, kind, created_at, updated_at)"
        " SELECT '90', gen_random_uuid(), 'plan' || i, '{}', 'k', now(), now()"
        " FROM generate_series(1, 3000) i;"
        "INSERT INTO unit_term (area, unit_id, term, sort_key)"
        " SELECT area, id, t, code FROM unit, unnest(ARRAY['all', 'word:' || code]) t;"
        "INSERT INTO service (area, id, code, names, sort_key, kind, unit_id, weight, register,"
        " created_at, updated_at) SELECT area, id, code, '{}', code, 'health', id, 1, 'health',"
        " now(), now() FROM unit;"
        "INSERT INTO service_term (area, service_id, term, sort_key)"
        " SELECT area, id, t, code FROM service, unnest(ARRAY['all', 'word:' || code]) t;"
        "INSERT INTO client (area, id, created_at, created_by, updated_at)"
        " SELECT area, id, now(), 'x', now() FROM unit;"
        "INSERT INTO contact (area, id, register, channel, status, client_id, need_classes,"
        " urgency, unit_id, occurred_at, recorded_at, recorded_by, updated_at)"
        " SELECT area, gen_random_uuid(), 'health', 'phone', 'open', id, '{}', 'urgent', id,"
        " now() - i * interval '1 hour', now(), 'x', now()"
        " FROM client, generate_series(1, 3) i;"
        "INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register,"
        " to_register, from_unit_id, to_service_id, to_unit_id, waiting_since, created_at,"
        " created_by, updated_at) SELECT area, gen_random_uuid(), 1, id, 'guidance', 'sent',"
        " 'urgent', 'x', 'health', 'health', id, id, id, now(), now() - i * interval '1 hour',"
        " 'x' || i, now() FROM client, generate_series(1, 3) i;"
        "INSERT INTO referral_message (area, id, referral_id, at, by, side, text)"
        " SELECT area, gen_random_uuid(), id, now(), 'x', 'sender', 'x' FROM referral;"
        "INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, due_on)"
        " SELECT area, 'referral', id, 'r' || version, 1, '2026-01-01', '2026-02-01' FROM referral;"
        "INSERT INTO deadline_stop (area, resource, resource_id, id, from_on, reason)"
        " SELECT area, 'referral', id, id, '2026-01-02', 'medical' FROM referral;"
        "INSERT INTO deadline_rule (area, id, code, valid_from, basis, counting, amount, age_min,"
        " age_max, starts, stops, last_day, reopens, name_fi, name_sv, name_en, source,"
        " created_at, created_by) SELECT CASE WHEN i % 10 = 0 THEN area ELSE '01' END, id,"
        " 'r' || i, '2026-01-01', 'own', 'months', 1, 0, 150, 'x', '{}', 'stays', 'stop', 'x', 'x',"
        " 'x', 'x', now(), 'x' FROM (SELECT area, id, row_number() OVER () AS i FROM unit) u;"
        "INSERT INTO consultation (area, id, version, state, anonymous, register, to_group,"
        " receiver_unit, question, urgency, authorised_to_convert, asked_at, asked_by, asked_unit,"
        " round, answer_within_hours, starts_at, due_at, updated_at)"
        " SELECT area, id, 1, 'asked', true, 'health', code, code, 'x', 'urgent', false, now(),"
        " code, code, 1, 1, now(), now() + interval '1 hour', now() FROM unit;"
        "INSERT INTO consultation_message (area, consultation_id, number, kind, at, by, side, text)"
        " SELECT area, id, 1, 'message', now(), 'x', 'asker', 'x' FROM unit;"
        "INSERT INTO audit_event (area, at, id, kind, operation, sub, resource, client_id)"
        " SELECT area, now() - i * interval '1 hour', gen_random_uuid(), 'read', 'x', code, "
        "'client',"
        " id FROM unit, generate_series(1, 5) i;"
        "ANALYZE audit_event, consultation, consultation_message, unit, unit_term, service, "
        "service_term, "
        "client, contact, referral,"
        " referral_message, deadline, deadline_stop, deadline_rule");
    /* As autovacuum leaves them: what stands in the index alone is counted there. */
    sql(super, "VACUUM service_term");
    sql(super, "VACUUM unit_term");
}

static void empty(PGconn *super) {
    sql(super, "TRUNCATE audit_event, unit, unit_term, service, service_term, client, contact,"
               " deadline, deadline_stop, deadline_rule CASCADE");
}

/* The list's own index, in its order: a page is not sorted out of all rows. All months are looked
 * at: with the values of explain() none would be left. */
static void follows(const char *name, const char *columns, bool is_in_order) {
    static char plan[PLAN_SIZE];
    sql(pg, "DEALLOCATE ALL; BEGIN; SET LOCAL app.area = '90'; SET LOCAL enable_partition_pruning "
            "= off");
    bool is_known = false;
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        if (strcmp(all_queries[i]->name, name) == 0) {
            is_known = true;
            explain(all_queries[i], plan, sizeof plan);
            ck_assert_msg(!scan_of(plan), "%s:\n%.4000s", name, plan);
            ck_assert_msg(strstr(plan, columns), "%s, %s:\n%.4000s", name, columns, plan);
            ck_assert_msg(!is_in_order || !strstr(plan, "->  Sort  ("), "%s:\n%.4000s", name, plan);
        }
    }
    ck_assert_msg(is_known, "no statement is named %s", name);
    sql(pg, "ROLLBACK");
}

/* Below the LIMIT of a page stands no sort of whole rows. */
static void sorts_no_rows(const char *name, const char *when) {
    static char plan[PLAN_SIZE];
    sql(pg, "DEALLOCATE ALL; BEGIN; SET LOCAL app.area = '90'");
    for (size_t i = 0; i < ALL_QUERY_COUNT; i++) {
        if (strcmp(all_queries[i]->name, name) == 0) {
            explain(all_queries[i], plan, sizeof plan);
            ck_assert_msg(!strstr(plan, "\n  ->  Sort  ("), "%s, %s:\n%.6000s", name, when, plan);
            ck_assert_msg(!strstr(plan, "Bitmap Heap Scan"), "%s, %s:\n%.6000s", name, when, plan);
        }
    }
    sql(pg, "ROLLBACK");
}

static void follows_all(const char *name, const char *const *indexes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        follows(name, indexes[i], false);
    }
}

/* Each list from where its page begins: what is on it is not read whole and sorted. */
static void lists_follow_their_indexes(void) {
    static const char *const in[] = {"referral_in_due", "referral_in_turn", "referral_of_assignee"},
                             *const units[] = {"referral_in_due", "referral_in_turn"},
                             *const out[] = {"referral_out_due", "referral_out_turn",
                                             "referral_to_follow_up", "referral_own_due",
                                             "referral_own_turn"};
    follows_all("worklist_page_referrals_in", units, sizeof units / sizeof *units);
    follows("worklist_page_referrals_assigned", "referral_of_assignee", false);
    follows_all("worklist_page_referrals_out", out, sizeof out / sizeof *out);
    follows_all("worklist_page_referrals", in, sizeof in / sizeof *in);
    follows_all("worklist_page_referrals", out, sizeof out / sizeof *out);
    follows_all("worklist_count_referrals", in, sizeof in / sizeof *in);
    follows_all("worklist_count_referrals", out, sizeof out / sizeof *out);
    follows("consultation_select_asked", "consultation_asked_by", false);
    follows("consultation_select_asked", "consultation_asked_unit", false);
    follows("consultation_select_received", "consultation_to_sub", false);
    follows("consultation_select_received", "consultation_receiver_unit", false);
    follows("referral_page_incoming", "referral_to_unit", true);
    follows("referral_page_incoming_open", "referral_open_in", true);
    follows("referral_page_outgoing_open", "referral_open_out", true);
    follows("referral_page_all_open", "referral_open_listed", true);
    follows("referral_page_to_service", "referral_to_service", true);
    follows("referral_page_of_assignee", "referral_had_by", true);
    follows("worklist_page_contacts", "contact_in_turn", false);
    follows("worklist_page_contacts", "contact_in_turn_by", false);
    follows("worklist_page_assessments", "client_standing_to_review", false);
    follows("worklist_page_assessments", "client_standing_to_confirm", false);
    follows("worklist_page_segments", "client_standing_lacking", false);
    follows("client_page_of_unit_segment", "client_standing_of_unit_", false);
    follows("client_page_of_unit_status", "client_standing_of_unit_status", false);
    follows("client_page_of_unit_by_review", "client_standing_of_unit_by_review", true);
    follows("worklist_page_plans", "plan_to_review", false);
    follows("worklist_page_plans", "plan_to_agree", false);
}

START_TEST(plans__made_over_full_tables_read_no_whole_table) {
    PGconn *super = connect_to(as_superuser());
    fill(super);
    no_statement_reads_a_whole_table("full");
    lists_follow_their_indexes();
    empty(super);
    PQfinish(super);
}
END_TEST

/* Those that have ended are not walked over, however many there are. */
START_TEST(plans__a_claim_of_a_job_follows_the_index_of_those_that_wait) {
    follows("job_claim", "job_waiting", true);
}
END_TEST

START_TEST(plans__a_page_of_services_follows_the_index_of_its_term) {
    follows("service_select_page", "service_term_pkey", true);
}
END_TEST

/* Hits are counted, walked and gathered in the index of the terms; rows are looked up by key one
 * after another in the order of the page, so that its end ends the looking. */
static void a_search_follows_the_index_of_terms(const char *when, bool is_full) {
    static const struct {
        const char *name, *terms, *row;
    } searches[] = {{"service_count_fewest", "using service_term_pkey", NULL},
                    {"service_select_walked", "using service_term_pkey", "using service_pkey"},
                    {"service_select_gathered", "using service_term_pkey", "using service_pkey"},
                    {"service_count_gathered", "using service_term_pkey", "using service_pkey"},
                    {"unit_count_fewest", "using unit_term_pkey", NULL},
                    {"unit_select_walked", "using unit_term_pkey", "using unit_pkey"},
                    {"unit_select_gathered", "using unit_term_pkey", "using unit_pkey"},
                    {"unit_count_gathered", "using unit_term_pkey", "using unit_pkey"}};
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        const char *row = searches[i].row;
        follows(searches[i].name, searches[i].terms, false);
        if (row) {
            follows(searches[i].name, is_full ? row : "Index Scan", false);
            sorts_no_rows(searches[i].name, when);
        }
    }
}

START_TEST(plans__a_search_of_the_directory_follows_the_index_of_terms) {
    PGconn *super = connect_to(as_superuser());
    a_search_follows_the_index_of_terms("empty", false);
    fill(super);
    a_search_follows_the_index_of_terms("full", true);
    empty(super);
    PQfinish(super);
}
END_TEST

START_TEST(plans__a_page_of_the_access_log_follows_the_index_of_what_it_is_asked_for) {
    PGconn *super = connect_to(as_superuser());
    fill(super);
    /* A month without a row is read whole, as there is nothing in it. */
    sql(pg, "SET enable_seqscan = off");
    /* What one client or one person has is little, and may be sorted; a month of all is not. */
    follows("audit_select_of_client", "(client_id = ", false);
    follows("audit_select_of_sub", "(sub = ", false);
    follows("audit_select_noted", "Index Scan", true);
    follows("audit_select_page", "Index Scan", true);
    empty(super);
    PQfinish(super);
}
END_TEST

Suite *plans_suite(void) {
    Suite *suite = suite_create("plans");
    TCase *tests = tcase_create("plans");
    tcase_set_tags(tests, "long");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, plans__made_over_empty_tables_read_no_whole_table);
    tcase_add_test(tests, plans__made_over_full_tables_read_no_whole_table);
    tcase_add_test(tests, plans__a_claim_of_a_job_follows_the_index_of_those_that_wait);
    tcase_add_test(tests, plans__a_page_of_services_follows_the_index_of_its_term);
    tcase_add_test(tests, plans__a_search_of_the_directory_follows_the_index_of_terms);
    tcase_add_test(tests,
                   plans__a_page_of_the_access_log_follows_the_index_of_what_it_is_asked_for);
    suite_add_tcase(suite, tests);
    return suite;
}
