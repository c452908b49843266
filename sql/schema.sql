-- Made from sql/migrations by tools/schema.sh write: change those, not this.

CREATE SCHEMA asiakkuus;

ALTER SCHEMA asiakkuus OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.assessment (
    area text NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    register text NOT NULL,
    status text NOT NULL,
    model_id uuid NOT NULL,
    model_code text NOT NULL,
    model_version bigint NOT NULL,
    model_hash text NOT NULL,
    as_of date NOT NULL,
    input text NOT NULL,
    result text NOT NULL,
    result_hash text NOT NULL,
    computed_segment text,
    certain boolean NOT NULL,
    possible text[] NOT NULL,
    chosen_segment text,
    override_reason text,
    participants jsonb,
    assessed_at timestamp with time zone NOT NULL,
    assessed_by text NOT NULL,
    assessed_unit text,
    confirmed_at timestamp with time zone,
    confirmed_by text,
    review_due date,
    updated_at timestamp with time zone NOT NULL,
    own_view boolean DEFAULT false NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT assessment_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT assessment_check CHECK (((status = 'proposed'::text) OR ((chosen_segment IS NOT NULL) AND (confirmed_at IS NOT NULL) AND (confirmed_by IS NOT NULL)))),
    CONSTRAINT assessment_check2 CHECK ((assessed_at <= recorded_at)),
    CONSTRAINT assessment_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT assessment_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'confirmed'::text])))
)
WITH (fillfactor='80');
ALTER TABLE ONLY asiakkuus.assessment ALTER COLUMN input SET COMPRESSION lz4;
ALTER TABLE ONLY asiakkuus.assessment ALTER COLUMN result SET COMPRESSION lz4;

ALTER TABLE ONLY asiakkuus.assessment FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.assessment OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.audit_event (
    area text NOT NULL,
    at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    operation text NOT NULL,
    sub text NOT NULL,
    name text,
    unit text,
    role text,
    register text,
    client_id uuid,
    resource text NOT NULL,
    resource_id uuid,
    ground text,
    request_id text,
    recorded_at timestamp with time zone DEFAULT now(),
    reason text,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT audit_event_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT audit_event_kind_check CHECK ((kind = ANY (ARRAY['read'::text, 'create'::text, 'change'::text, 'search'::text, 'refused'::text]))),
    CONSTRAINT audit_event_names_who_and_what CHECK (((sub <> ''::text) AND (operation <> ''::text) AND (resource <> ''::text))),
    CONSTRAINT audit_event_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text])))
)
PARTITION BY RANGE (at);

ALTER TABLE ONLY asiakkuus.audit_event FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.audit_event OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.audit_event_default (
    area text NOT NULL,
    at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    operation text NOT NULL,
    sub text NOT NULL,
    name text,
    unit text,
    role text,
    register text,
    client_id uuid,
    resource text NOT NULL,
    resource_id uuid,
    ground text,
    request_id text,
    recorded_at timestamp with time zone DEFAULT now(),
    reason text,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT audit_event_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT audit_event_kind_check CHECK ((kind = ANY (ARRAY['read'::text, 'create'::text, 'change'::text, 'search'::text, 'refused'::text]))),
    CONSTRAINT audit_event_names_who_and_what CHECK (((sub <> ''::text) AND (operation <> ''::text) AND (resource <> ''::text))),
    CONSTRAINT audit_event_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text])))
);

ALTER TABLE ONLY asiakkuus.audit_event_default FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.audit_event_default OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.audit_seal (
    area text NOT NULL,
    number bigint NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    from_transaction xid8 NOT NULL,
    from_id uuid NOT NULL,
    to_transaction xid8 NOT NULL,
    to_id uuid NOT NULL,
    row_count bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    rows_digest text NOT NULL,
    previous text NOT NULL,
    digest text NOT NULL,
    key_id text NOT NULL,
    proof text NOT NULL,
    CONSTRAINT audit_seal_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT audit_seal_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT audit_seal_number_check CHECK ((number > 0)),
    CONSTRAINT audit_seal_previous_check CHECK ((previous ~ '^([0-9a-f]{64})?$'::text)),
    CONSTRAINT audit_seal_proof_check CHECK ((proof ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT audit_seal_row_count_check CHECK ((row_count > 0)),
    CONSTRAINT audit_seal_rows_digest_check CHECK ((rows_digest ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE ONLY asiakkuus.audit_seal FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.audit_seal OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.candidate (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    screening_id uuid NOT NULL,
    register text NOT NULL,
    unit_id uuid,
    client_ref text,
    rank bigint NOT NULL,
    met text[] NOT NULL,
    findings jsonb,
    found_at timestamp with time zone NOT NULL,
    outcome text,
    outcome_text text,
    closed_at timestamp with time zone,
    closed_by text,
    CONSTRAINT candidate_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT candidate_check CHECK (((state = 'closed'::text) = (outcome IS NOT NULL))),
    CONSTRAINT candidate_check1 CHECK (((closed_at IS NULL) = (outcome IS NULL))),
    CONSTRAINT candidate_check2 CHECK (((closed_by IS NULL) = (outcome IS NULL))),
    CONSTRAINT candidate_check3 CHECK (((client_ref IS NULL) = (findings IS NULL))),
    CONSTRAINT candidate_check4 CHECK (((state <> 'open'::text) OR (client_ref IS NOT NULL))),
    CONSTRAINT candidate_outcome_check CHECK ((outcome = ANY (ARRAY['contacted'::text, 'no_need'::text, 'already_known'::text, 'unreached'::text]))),
    CONSTRAINT candidate_rank_check CHECK ((rank >= 0)),
    CONSTRAINT candidate_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT candidate_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'expired'::text]))),
    CONSTRAINT candidate_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.candidate FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.candidate OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.care_team (
    area text NOT NULL,
    client_id uuid NOT NULL,
    version bigint NOT NULL,
    unit_id uuid,
    template text,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    updated_unit text,
    CONSTRAINT care_team_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT care_team_template_check CHECK ((template ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT care_team_version_check CHECK ((version > 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.care_team FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.care_team OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.care_team_member (
    area text NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    role text NOT NULL,
    single_holder boolean NOT NULL,
    sub text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    is_named boolean NOT NULL,
    CONSTRAINT care_team_member_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT care_team_member_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT care_team_member_role_check CHECK ((role ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT care_team_member_sub_check CHECK ((sub <> ''::text))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.care_team_member FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.care_team_member OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.care_team_version (
    area text NOT NULL,
    client_id uuid NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    by_unit text,
    unit_id uuid,
    template text,
    document jsonb NOT NULL,
    CONSTRAINT care_team_version_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT care_team_version_by_check CHECK ((by <> ''::text)),
    CONSTRAINT care_team_version_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY asiakkuus.care_team_version FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.care_team_version OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.cds_feedback (
    area text NOT NULL,
    card_id uuid NOT NULL,
    outcome text NOT NULL,
    on_day date NOT NULL,
    issuer text NOT NULL,
    register text NOT NULL,
    reason text,
    CONSTRAINT cds_feedback_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT cds_feedback_issuer_check CHECK (((length(issuer) >= 1) AND (length(issuer) <= 32))),
    CONSTRAINT cds_feedback_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'overridden'::text]))),
    CONSTRAINT cds_feedback_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 32))),
    CONSTRAINT cds_feedback_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text])))
);

ALTER TABLE ONLY asiakkuus.cds_feedback FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.cds_feedback OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.client (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    birth_date date,
    names_sealed bytea,
    home_unit text,
    language text,
    non_disclosure boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    status_on date,
    merged_into uuid,
    CONSTRAINT client_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT client_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
    CONSTRAINT client_not_into_itself CHECK ((merged_into <> id)),
    CONSTRAINT client_status_check CHECK ((status = ANY (ARRAY['active'::text, 'moved_away'::text, 'deceased'::text]))),
    CONSTRAINT client_status_day CHECK (((status = 'active'::text) = (status_on IS NULL))),
    CONSTRAINT client_version_check CHECK ((version > 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.client FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.client_former (
    area text NOT NULL,
    client_id uuid NOT NULL,
    version bigint NOT NULL,
    birth_date date,
    names_sealed bytea,
    home_unit text,
    language text,
    non_disclosure boolean NOT NULL,
    CONSTRAINT client_former_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT client_former_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY asiakkuus.client_former FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_former OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.client_identifier (
    area text NOT NULL,
    client_id uuid NOT NULL,
    system text NOT NULL,
    hash bytea NOT NULL,
    key_id text NOT NULL,
    value_sealed bytea,
    created_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    replaced_at timestamp with time zone,
    replaced_by text,
    CONSTRAINT client_identifier_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT client_identifier_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT client_identifier_key_id_check CHECK (((length(key_id) >= 1) AND (length(key_id) <= 64))),
    CONSTRAINT client_identifier_replaced CHECK ((((replaced_at IS NULL) = (value_sealed IS NOT NULL)) AND ((replaced_at IS NULL) = (replaced_by IS NULL)))),
    CONSTRAINT client_identifier_replaced_by_check CHECK ((replaced_by <> ''::text)),
    CONSTRAINT client_identifier_system_check CHECK ((system ~ '^[a-z][a-z0-9_]{0,31}$'::text))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.client_identifier FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_identifier OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.client_merge (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL,
    survivor_id uuid NOT NULL,
    merged_id uuid NOT NULL,
    filled text[] NOT NULL,
    conflicts text[] NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    merged_by text NOT NULL,
    merged_unit text,
    reason text NOT NULL,
    undo_until timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    undone_by text,
    undo_reason text,
    names_forgotten_at timestamp with time zone,
    CONSTRAINT client_merge_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT client_merge_check CHECK ((survivor_id <> merged_id)),
    CONSTRAINT client_merge_check1 CHECK (((status = 'undone'::text) = ((undone_at IS NOT NULL) AND (undone_by IS NOT NULL)))),
    CONSTRAINT client_merge_forgotten_stays CHECK (((names_forgotten_at IS NULL) OR (status = 'merged'::text))),
    CONSTRAINT client_merge_merged_by_check CHECK ((merged_by <> ''::text)),
    CONSTRAINT client_merge_status_check CHECK ((status = ANY (ARRAY['merged'::text, 'undone'::text]))),
    CONSTRAINT client_merge_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY asiakkuus.client_merge FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_merge OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.client_merge_item (
    area text NOT NULL,
    merge_id uuid NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    CONSTRAINT client_merge_item_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
);

ALTER TABLE ONLY asiakkuus.client_merge_item FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_merge_item OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.client_standing (
    area text NOT NULL,
    client_id uuid NOT NULL,
    scope text NOT NULL,
    register text NOT NULL,
    assessment_id uuid NOT NULL,
    status text NOT NULL,
    model_id uuid NOT NULL,
    segment text,
    review_due date,
    since timestamp with time zone NOT NULL,
    unit text,
    settled_at timestamp with time zone NOT NULL,
    proposal_id uuid,
    proposal_unit text,
    proposal_at timestamp with time zone,
    lacks boolean DEFAULT false NOT NULL,
    home_unit text,
    CONSTRAINT client_standing_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT client_standing_check CHECK (((scope = register) OR (scope = 'both'::text))),
    CONSTRAINT client_standing_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT client_standing_scope_check CHECK ((scope = ANY (ARRAY['health'::text, 'social'::text, 'both'::text]))),
    CONSTRAINT client_standing_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'confirmed'::text])))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.client_standing FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_standing OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.consent (
    area text NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL,
    kind text NOT NULL,
    from_register text NOT NULL,
    to_register text NOT NULL,
    purpose text NOT NULL,
    resources text[],
    legal_basis text,
    overrides_refusal boolean NOT NULL,
    given_by text NOT NULL,
    form text,
    valid_from date NOT NULL,
    valid_to date,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    recorded_unit text,
    withdrawn_at timestamp with time zone,
    CONSTRAINT consent_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT consent_check CHECK ((from_register <> to_register)),
    CONSTRAINT consent_check1 CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
    CONSTRAINT consent_check2 CHECK (((kind = 'statutory'::text) = (legal_basis IS NOT NULL))),
    CONSTRAINT consent_check3 CHECK (((NOT overrides_refusal) OR (kind = 'statutory'::text))),
    CONSTRAINT consent_check4 CHECK (((status = 'withdrawn'::text) = (withdrawn_at IS NOT NULL))),
    CONSTRAINT consent_form_check CHECK ((form = ANY (ARRAY['spoken'::text, 'written'::text]))),
    CONSTRAINT consent_from_register_check CHECK ((from_register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT consent_given_by_check CHECK ((given_by = ANY (ARRAY['client'::text, 'guardian'::text, 'law'::text]))),
    CONSTRAINT consent_kind_check CHECK ((kind = ANY (ARRAY['consent'::text, 'refusal'::text, 'statutory'::text]))),
    CONSTRAINT consent_status_check CHECK ((status = ANY (ARRAY['recorded'::text, 'withdrawn'::text]))),
    CONSTRAINT consent_to_register_check CHECK ((to_register = ANY (ARRAY['health'::text, 'social'::text])))
);

ALTER TABLE ONLY asiakkuus.consent FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consent OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.consultation (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    anonymous boolean NOT NULL,
    client_id uuid,
    register text NOT NULL,
    to_service_id uuid,
    to_group text,
    to_sub text,
    receiver_unit text,
    question text,
    urgency text NOT NULL,
    authorised_to_convert boolean NOT NULL,
    contact_id uuid,
    asked_at timestamp with time zone NOT NULL,
    asked_by text NOT NULL,
    asked_unit text,
    assignee text,
    assigned_at timestamp with time zone,
    answer_kind text,
    answered_at timestamp with time zone,
    answered_by text,
    avoided_referral boolean,
    outcome_text text,
    ended_at timestamp with time zone,
    referral_id uuid,
    message_count bigint DEFAULT 0 NOT NULL,
    round bigint NOT NULL,
    answer_within_hours bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    stopped_at timestamp with time zone,
    met_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT consultation_answer_kind_check CHECK ((answer_kind = ANY (ARRAY['advice'::text, 'joint_appointment'::text, 'take_over'::text]))),
    CONSTRAINT consultation_answer_within_hours_check CHECK (((answer_within_hours >= 1) AND (answer_within_hours <= 8760))),
    CONSTRAINT consultation_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT consultation_check CHECK ((due_at > starts_at)),
    CONSTRAINT consultation_check1 CHECK ((num_nonnulls(to_service_id, to_group, to_sub) = 1)),
    CONSTRAINT consultation_check2 CHECK ((anonymous = (client_id IS NULL))),
    CONSTRAINT consultation_check3 CHECK (((NOT anonymous) OR ((referral_id IS NULL) AND (NOT authorised_to_convert)))),
    CONSTRAINT consultation_check4 CHECK (((state = 'converted'::text) = (referral_id IS NOT NULL))),
    CONSTRAINT consultation_check5 CHECK (((assignee IS NULL) = (assigned_at IS NULL))),
    CONSTRAINT consultation_check6 CHECK (((state = ANY (ARRAY['closed'::text, 'withdrawn'::text, 'converted'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT consultation_message_count_check CHECK ((message_count >= 0)),
    CONSTRAINT consultation_outcome_text_check CHECK (((length(outcome_text) >= 1) AND (length(outcome_text) <= 4000))),
    CONSTRAINT consultation_question_check CHECK (((length(question) >= 1) AND (length(question) <= 4000))),
    CONSTRAINT consultation_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT consultation_round_check CHECK ((round > 0)),
    CONSTRAINT consultation_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'more_asked'::text, 'answered'::text, 'closed'::text, 'withdrawn'::text, 'converted'::text]))),
    CONSTRAINT consultation_to_group_check CHECK (((length(to_group) >= 1) AND (length(to_group) <= 64))),
    CONSTRAINT consultation_to_sub_check CHECK (((length(to_sub) >= 1) AND (length(to_sub) <= 255))),
    CONSTRAINT consultation_urgency_check CHECK ((urgency = ANY (ARRAY['emergency'::text, 'urgent'::text, 'non_urgent'::text]))),
    CONSTRAINT consultation_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.consultation FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.consultation_clock (
    area text NOT NULL,
    consultation_id uuid NOT NULL,
    round bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    stopped_at timestamp with time zone,
    met_at timestamp with time zone,
    CONSTRAINT consultation_clock_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT consultation_clock_check CHECK ((due_at > starts_at)),
    CONSTRAINT consultation_clock_round_check CHECK ((round > 0))
);

ALTER TABLE ONLY asiakkuus.consultation_clock FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_clock OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.consultation_meeting (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    unit_id uuid NOT NULL,
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    link text,
    minutes_per_case bigint NOT NULL,
    required_services uuid[] NOT NULL,
    calendar_sequence bigint DEFAULT 0 NOT NULL,
    calendar_changed_at timestamp with time zone NOT NULL,
    plan_version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT consultation_meeting_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT consultation_meeting_minutes_per_case_check CHECK (((minutes_per_case >= 1) AND (minutes_per_case <= 240))),
    CONSTRAINT consultation_meeting_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.consultation_meeting FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_meeting OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.consultation_message (
    area text NOT NULL,
    consultation_id uuid NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    unit text,
    side text NOT NULL,
    text text,
    CONSTRAINT consultation_message_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT consultation_message_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'answer'::text, 'ask_more'::text, 'give_more'::text]))),
    CONSTRAINT consultation_message_number_check CHECK ((number > 0)),
    CONSTRAINT consultation_message_side_check CHECK ((side = ANY (ARRAY['asker'::text, 'receiver'::text]))),
    CONSTRAINT consultation_message_text_check CHECK (((length(text) >= 1) AND (length(text) <= 4000)))
);

ALTER TABLE ONLY asiakkuus.consultation_message FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_message OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.consultation_read (
    area text NOT NULL,
    consultation_id uuid NOT NULL,
    sub text NOT NULL,
    up_to bigint NOT NULL,
    CONSTRAINT consultation_read_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT consultation_read_up_to_check CHECK ((up_to > 0))
);

ALTER TABLE ONLY asiakkuus.consultation_read FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_read OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.contact (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    register text NOT NULL,
    channel text NOT NULL,
    status text NOT NULL,
    client_id uuid,
    group_kind text,
    group_participants bigint,
    group_first_time bigint,
    concern_by text,
    need_classes text[] NOT NULL,
    need_text text,
    urgency text NOT NULL,
    language text,
    unit_id uuid,
    assessed_profession text,
    assessed_minutes bigint,
    assessed_waited_minutes bigint,
    assessed_first_time boolean,
    assessed_interpreter boolean,
    outcome_kind text,
    outcome_service_id uuid,
    outcome_text text,
    outcome_referral_id uuid,
    outcome_consultation_id uuid,
    outcome_at timestamp with time zone,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    recorded_unit text,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT contact_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT contact_assessed_minutes_check CHECK (((assessed_minutes >= 0) AND (assessed_minutes <= 1440))),
    CONSTRAINT contact_assessed_waited_minutes_check CHECK (((assessed_waited_minutes >= 0) AND (assessed_waited_minutes <= 525600))),
    CONSTRAINT contact_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'callback'::text, 'digital'::text, 'visit'::text, 'front_desk'::text, 'street'::text, 'concern_notification'::text, 'authority'::text, 'group'::text]))),
    CONSTRAINT contact_check CHECK (((group_first_time >= 0) AND (group_first_time <= group_participants))),
    CONSTRAINT contact_check1 CHECK (((channel = 'group'::text) = (group_participants IS NOT NULL))),
    CONSTRAINT contact_check2 CHECK (((channel <> 'group'::text) OR (client_id IS NULL))),
    CONSTRAINT contact_check3 CHECK (((status = 'closed'::text) = ((outcome_kind IS NOT NULL) AND (outcome_at IS NOT NULL)))),
    CONSTRAINT contact_group_participants_check CHECK (((group_participants >= 1) AND (group_participants <= 10000))),
    CONSTRAINT contact_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
    CONSTRAINT contact_outcome_kind_check CHECK ((outcome_kind = ANY (ARRAY['solved'::text, 'guided'::text, 'referral'::text, 'consultation'::text, 'assessment'::text, 'service_need_assessment'::text, 'immediate_initiation'::text, 'unreached'::text]))),
    CONSTRAINT contact_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT contact_status_check CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text]))),
    CONSTRAINT contact_urgency_check CHECK ((urgency = ANY (ARRAY['emergency'::text, 'urgent'::text, 'non_urgent'::text]))),
    CONSTRAINT contact_version_check CHECK ((version > 0))
)
WITH (fillfactor='85');

ALTER TABLE ONLY asiakkuus.contact FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.contact OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.deadline (
    area text NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    rule text NOT NULL,
    number bigint NOT NULL,
    starts_on date NOT NULL,
    age bigint,
    met_on date,
    ended_on date,
    due_on date NOT NULL,
    CONSTRAINT deadline_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT deadline_check CHECK (((met_on IS NULL) OR (met_on >= starts_on))),
    CONSTRAINT deadline_number_check CHECK ((number > 0))
)
WITH (fillfactor='85');

ALTER TABLE ONLY asiakkuus.deadline FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.deadline OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.deadline_rule (
    area text NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    basis text NOT NULL,
    counting text NOT NULL,
    amount bigint NOT NULL,
    age_min bigint NOT NULL,
    age_max bigint NOT NULL,
    starts text NOT NULL,
    stops text[] NOT NULL,
    last_day text NOT NULL,
    reopens text NOT NULL,
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    source text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    met_by text DEFAULT 'start'::text NOT NULL,
    service_id uuid,
    CONSTRAINT deadline_rule_age_max_check CHECK (((age_max >= 0) AND (age_max <= 150))),
    CONSTRAINT deadline_rule_age_min_check CHECK (((age_min >= 0) AND (age_min <= 150))),
    CONSTRAINT deadline_rule_amount_check CHECK (((amount >= 1) AND (amount <= 400))),
    CONSTRAINT deadline_rule_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT deadline_rule_basis_check CHECK ((basis = ANY (ARRAY['statutory'::text, 'own'::text]))),
    CONSTRAINT deadline_rule_check CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
    CONSTRAINT deadline_rule_check1 CHECK ((age_max >= age_min)),
    CONSTRAINT deadline_rule_code_check CHECK ((code ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT deadline_rule_counting_check CHECK ((counting = ANY (ARRAY['calendar_days'::text, 'working_days'::text, 'months'::text]))),
    CONSTRAINT deadline_rule_last_day_check CHECK ((last_day = ANY (ARRAY['stays'::text, 'next_working_day'::text]))),
    CONSTRAINT deadline_rule_met_by_check CHECK ((met_by = ANY (ARRAY['start'::text, 'complete'::text]))),
    CONSTRAINT deadline_rule_reopens_check CHECK ((reopens = ANY (ARRAY['stop'::text, 'new_clock'::text])))
);

ALTER TABLE ONLY asiakkuus.deadline_rule FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.deadline_rule OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.deadline_stop (
    area text NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    id uuid NOT NULL,
    from_on date NOT NULL,
    to_on date,
    reason text NOT NULL,
    CONSTRAINT deadline_stop_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
)
WITH (fillfactor='85');

ALTER TABLE ONLY asiakkuus.deadline_stop FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.deadline_stop OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.event (
    area text NOT NULL,
    id uuid NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone NOT NULL,
    type text NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT event_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
)
PARTITION BY RANGE (at);

ALTER TABLE ONLY asiakkuus.event FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.event OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.event_default (
    area text NOT NULL,
    id uuid NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone NOT NULL,
    type text NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT event_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
);

ALTER TABLE ONLY asiakkuus.event_default FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.event_default OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.feedback (
    area text NOT NULL,
    id uuid NOT NULL,
    on_day date NOT NULL,
    who text NOT NULL,
    about text NOT NULL,
    unit_id uuid,
    channel text,
    language text,
    answers jsonb NOT NULL,
    text text,
    CONSTRAINT feedback_about_check CHECK ((about = ANY (ARRAY['contact'::text, 'assessment'::text, 'referral'::text, 'consultation'::text, 'general'::text]))),
    CONSTRAINT feedback_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT feedback_who_check CHECK ((who = ANY (ARRAY['client'::text, 'staff'::text])))
);

ALTER TABLE ONLY asiakkuus.feedback FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.feedback OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.idempotency_key (
    area text NOT NULL,
    sub text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    status bigint,
    content_type text,
    etag bigint,
    location text,
    body text,
    created_at timestamp with time zone NOT NULL,
    body_sealed bytea,
    client_id uuid,
    resource text,
    resource_id uuid,
    language text,
    CONSTRAINT idempotency_key_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT idempotency_key_body_hash_check CHECK ((octet_length(body_hash) = 32)),
    CONSTRAINT idempotency_key_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
    CONSTRAINT idempotency_key_language_check CHECK ((language = ANY (ARRAY['fi'::text, 'sv'::text, 'en'::text])))
)
WITH (fillfactor='70');
ALTER TABLE ONLY asiakkuus.idempotency_key ALTER COLUMN body SET COMPRESSION lz4;

ALTER TABLE ONLY asiakkuus.idempotency_key FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.idempotency_key OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.job (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    input jsonb,
    result jsonb,
    problem text,
    done bigint NOT NULL,
    total bigint,
    attempts bigint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    worker uuid,
    lease_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT job_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
)
WITH (fillfactor='70');

ALTER TABLE ONLY asiakkuus.job FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.job OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.job_schedule (
    area text NOT NULL,
    kind text NOT NULL,
    next_at timestamp with time zone NOT NULL,
    worker uuid,
    lease_until timestamp with time zone,
    last_at timestamp with time zone,
    last_problem text,
    CONSTRAINT job_schedule_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
)
WITH (fillfactor='50');

ALTER TABLE ONLY asiakkuus.job_schedule FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.job_schedule OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.kpi_cell (
    area text NOT NULL,
    cells text NOT NULL,
    on_day date NOT NULL,
    unit text NOT NULL,
    segment text NOT NULL,
    service text NOT NULL,
    age_group text NOT NULL,
    slot integer NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    topic text NOT NULL,
    CONSTRAINT kpi_cell_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT kpi_cell_cells_check CHECK ((cells ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT kpi_cell_slot_check CHECK (((slot >= '-1'::integer) AND (slot <= 999)))
);

ALTER TABLE ONLY asiakkuus.kpi_cell FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_cell OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.kpi_delivery (
    area text NOT NULL,
    id uuid NOT NULL,
    delivered_at timestamp with time zone NOT NULL,
    delivered_by text NOT NULL,
    accepted bigint NOT NULL,
    unchanged bigint NOT NULL,
    revised bigint NOT NULL,
    refused bigint NOT NULL,
    CONSTRAINT kpi_delivery_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
);

ALTER TABLE ONLY asiakkuus.kpi_delivery FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_delivery OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.kpi_figure (
    area text NOT NULL,
    indicator text NOT NULL,
    axis text NOT NULL,
    bucket text NOT NULL,
    unit text NOT NULL,
    key text NOT NULL,
    from_on date NOT NULL,
    value numeric(20,6),
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    hidden boolean NOT NULL,
    CONSTRAINT kpi_figure_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT kpi_figure_axis_check CHECK ((axis = ANY (ARRAY['none'::text, 'segment'::text, 'service'::text, 'age_group'::text, 'language'::text, 'need_class'::text, 'rule'::text]))),
    CONSTRAINT kpi_figure_bucket_check CHECK ((bucket = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'quarter'::text, 'year'::text]))),
    CONSTRAINT kpi_figure_indicator_check CHECK ((indicator ~ '^[a-z][a-z0-9_]{0,63}$'::text))
);

ALTER TABLE ONLY asiakkuus.kpi_figure FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_figure OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.kpi_observation (
    area text NOT NULL,
    indicator text NOT NULL,
    place text NOT NULL,
    bucket text NOT NULL,
    from_on date NOT NULL,
    revision bigint NOT NULL,
    value numeric(20,6),
    numerator numeric(20,6),
    denominator numeric(20,6),
    delivery_id uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT kpi_observation_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT kpi_observation_bucket_check CHECK ((bucket = ANY (ARRAY['month'::text, 'quarter'::text, 'year'::text]))),
    CONSTRAINT kpi_observation_check CHECK (((value IS NOT NULL) OR (numerator IS NOT NULL))),
    CONSTRAINT kpi_observation_indicator_check CHECK ((indicator ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT kpi_observation_place_check CHECK ((place ~ '^[a-z0-9][a-z0-9:_-]{0,63}$'::text)),
    CONSTRAINT kpi_observation_revision_check CHECK ((revision >= 1))
);

ALTER TABLE ONLY asiakkuus.kpi_observation FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_observation OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.kpi_position (
    area text NOT NULL,
    transaction xid8 NOT NULL,
    event_id uuid NOT NULL,
    counted_on date NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    CONSTRAINT kpi_position_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
)
WITH (fillfactor='10');

ALTER TABLE ONLY asiakkuus.kpi_position FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_position OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.kpi_target (
    area text NOT NULL,
    id uuid NOT NULL,
    indicator text NOT NULL,
    unit text NOT NULL,
    valid_from date NOT NULL,
    version bigint NOT NULL,
    baseline numeric(20,6),
    target numeric(20,6),
    set_at timestamp with time zone NOT NULL,
    set_by text NOT NULL,
    CONSTRAINT kpi_target_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT kpi_target_check CHECK (((baseline IS NOT NULL) OR (target IS NOT NULL))),
    CONSTRAINT kpi_target_indicator_check CHECK ((indicator ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT kpi_target_version_check CHECK ((version >= 1))
);

ALTER TABLE ONLY asiakkuus.kpi_target FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_target OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.meeting_attendance (
    area text NOT NULL,
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    service_id uuid NOT NULL,
    person text NOT NULL,
    present boolean NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT meeting_attendance_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
);

ALTER TABLE ONLY asiakkuus.meeting_attendance FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_attendance OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.meeting_case (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    state text NOT NULL,
    title text,
    question text,
    service_needs text[] NOT NULL,
    brought_by text,
    brought_by_name text,
    brought_at timestamp with time zone NOT NULL,
    advice text,
    next_step text,
    has_next_step boolean DEFAULT false NOT NULL,
    responsible_service_id uuid,
    follow_up_on date,
    discussed_at timestamp with time zone,
    followed_up_at timestamp with time zone,
    follow_up_text text,
    forgotten_at timestamp with time zone,
    CONSTRAINT meeting_case_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT meeting_case_check CHECK (((forgotten_at IS NOT NULL) OR ((title IS NOT NULL) AND (question IS NOT NULL)))),
    CONSTRAINT meeting_case_state_check CHECK ((state = ANY (ARRAY['open'::text, 'discussed'::text, 'withdrawn'::text]))),
    CONSTRAINT meeting_case_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.meeting_case FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_case OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.meeting_occurrence (
    area text NOT NULL,
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    held_on date NOT NULL,
    starts_minute bigint NOT NULL,
    duration_minutes bigint NOT NULL,
    link text,
    cancel_reason text,
    chair_sub text,
    chair_name text,
    secretary_sub text,
    secretary_name text,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT meeting_occurrence_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT meeting_occurrence_check CHECK (((state = 'cancelled'::text) = (cancel_reason IS NOT NULL))),
    CONSTRAINT meeting_occurrence_duration_minutes_check CHECK (((duration_minutes >= 10) AND (duration_minutes <= 480))),
    CONSTRAINT meeting_occurrence_starts_minute_check CHECK (((starts_minute >= 0) AND (starts_minute <= 1439))),
    CONSTRAINT meeting_occurrence_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'cancelled'::text]))),
    CONSTRAINT meeting_occurrence_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.meeting_occurrence FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_occurrence OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.meeting_rule (
    area text NOT NULL,
    meeting_id uuid NOT NULL,
    number bigint NOT NULL,
    rule text NOT NULL,
    starts_on date NOT NULL,
    until date,
    starts_minute bigint NOT NULL,
    duration_minutes bigint NOT NULL,
    on_holiday text NOT NULL,
    except_on text[] NOT NULL,
    CONSTRAINT meeting_rule_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT meeting_rule_duration_minutes_check CHECK (((duration_minutes >= 10) AND (duration_minutes <= 480))),
    CONSTRAINT meeting_rule_number_check CHECK ((number > 0)),
    CONSTRAINT meeting_rule_on_holiday_check CHECK ((on_holiday = ANY (ARRAY['skip'::text, 'next_working_day'::text]))),
    CONSTRAINT meeting_rule_starts_minute_check CHECK (((starts_minute >= 0) AND (starts_minute <= 1439)))
);

ALTER TABLE ONLY asiakkuus.meeting_rule FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_rule OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.meeting_sign_up (
    area text NOT NULL,
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    sub text NOT NULL,
    name text,
    service_id uuid,
    coming boolean NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    CONSTRAINT meeting_sign_up_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
);

ALTER TABLE ONLY asiakkuus.meeting_sign_up FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_sign_up OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.meeting_theme (
    area text NOT NULL,
    meeting_id uuid NOT NULL,
    month text NOT NULL,
    theme text,
    CONSTRAINT meeting_theme_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT meeting_theme_month_check CHECK ((month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'::text))
);

ALTER TABLE ONLY asiakkuus.meeting_theme FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_theme OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.meeting_topic (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    state text NOT NULL,
    kind text NOT NULL,
    title text,
    text text,
    brought_by text,
    brought_by_name text,
    brought_at timestamp with time zone NOT NULL,
    forgotten_at timestamp with time zone,
    CONSTRAINT meeting_topic_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT meeting_topic_check CHECK (((forgotten_at IS NOT NULL) OR (title IS NOT NULL))),
    CONSTRAINT meeting_topic_kind_check CHECK ((kind = ANY (ARRAY['phenomenon'::text, 'cooperation'::text]))),
    CONSTRAINT meeting_topic_state_check CHECK ((state = ANY (ARRAY['open'::text, 'withdrawn'::text]))),
    CONSTRAINT meeting_topic_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.meeting_topic FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_topic OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.migration (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    CONSTRAINT migration_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE asiakkuus.migration OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.model (
    area text NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    version bigint NOT NULL,
    document text NOT NULL,
    hash text NOT NULL,
    status text NOT NULL,
    is_active boolean DEFAULT false NOT NULL,
    valid_from date,
    valid_to date,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    published_by text,
    revision bigint DEFAULT 1 NOT NULL,
    withdrawn boolean DEFAULT false NOT NULL,
    CONSTRAINT model_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT model_check CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
    CONSTRAINT model_check1 CHECK (((status = 'draft'::text) OR ((valid_from IS NOT NULL) AND (published_at IS NOT NULL)))),
    CONSTRAINT model_code_check CHECK ((code ~ '^[a-z][a-z0-9_-]{0,63}$'::text)),
    CONSTRAINT model_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT model_revision_check CHECK ((revision > 0)),
    CONSTRAINT model_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text, 'discarded'::text]))),
    CONSTRAINT model_version_check CHECK ((version > 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.model FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.model OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.model_draft (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    code text NOT NULL,
    document text NOT NULL,
    hash text NOT NULL,
    base text,
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by text NOT NULL,
    CONSTRAINT model_draft_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT model_draft_code_check CHECK ((code ~ '^[a-z][a-z0-9_-]{0,63}$'::text)),
    CONSTRAINT model_draft_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT model_draft_version_check CHECK ((version > 0)),
    CONSTRAINT model_draft_written_by_check CHECK ((written_by <> ''::text))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.model_draft FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.model_draft OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.move (
    area text NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    action text NOT NULL,
    from_status text,
    to_status text NOT NULL,
    reason text,
    detail text,
    recorded_at timestamp with time zone DEFAULT now(),
    CONSTRAINT move_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT move_names_who_and_what CHECK (((by <> ''::text) AND (action <> ''::text))),
    CONSTRAINT move_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY asiakkuus.move FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.move OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.need_class (
    code text NOT NULL,
    "position" smallint NOT NULL,
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    CONSTRAINT need_class_code_check CHECK ((code ~ '^[a-z][a-z0-9_]{0,63}$'::text))
);

ALTER TABLE asiakkuus.need_class OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.need_class_mapping (
    source text NOT NULL,
    term text NOT NULL,
    kind text,
    needs text[] NOT NULL,
    basis text DEFAULT 'own_choice'::text NOT NULL,
    reference text,
    CONSTRAINT need_class_mapping_basis_check CHECK ((basis = ANY (ARRAY['own_choice'::text, 'published'::text]))),
    CONSTRAINT need_class_mapping_kind_check CHECK ((kind = ANY (ARRAY['health'::text, 'social'::text, 'third_sector'::text, 'digital'::text, 'group'::text]))),
    CONSTRAINT need_class_mapping_reference CHECK (((basis = 'published'::text) = (reference IS NOT NULL))),
    CONSTRAINT need_class_mapping_source_check CHECK ((source ~ '^[a-z][a-z0-9_]{0,31}$'::text)),
    CONSTRAINT need_class_mapping_term_check CHECK (((length(term) >= 1) AND (length(term) <= 200)))
);

ALTER TABLE asiakkuus.need_class_mapping OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.plan (
    area text NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    register text NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL,
    review_on date,
    client_agrees boolean NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    updated_unit text,
    CONSTRAINT plan_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT plan_check CHECK (((kind <> 'care'::text) OR (register = 'health'::text))),
    CONSTRAINT plan_check1 CHECK (((kind <> 'service'::text) OR (register = 'social'::text))),
    CONSTRAINT plan_kind_check CHECK ((kind = ANY (ARRAY['self_care'::text, 'support'::text, 'care'::text, 'service'::text, 'joint'::text]))),
    CONSTRAINT plan_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT plan_version_check CHECK ((version > 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.plan FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.plan OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.plan_measurement (
    area text NOT NULL,
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    goal_id uuid NOT NULL,
    value bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    recorded_unit text,
    CONSTRAINT plan_measurement_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT plan_measurement_check CHECK ((at <= recorded_at)),
    CONSTRAINT plan_measurement_recorded_by_check CHECK ((recorded_by <> ''::text)),
    CONSTRAINT plan_measurement_value_check CHECK (((value >= '-1000000000'::integer) AND (value <= 1000000000)))
);

ALTER TABLE ONLY asiakkuus.plan_measurement FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.plan_measurement OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.plan_version (
    area text NOT NULL,
    plan_id uuid NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    by_unit text,
    kind text NOT NULL,
    review_on date,
    client_agrees boolean NOT NULL,
    document jsonb NOT NULL,
    CONSTRAINT plan_version_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT plan_version_by_check CHECK ((by <> ''::text)),
    CONSTRAINT plan_version_kind_check CHECK ((kind = ANY (ARRAY['self_care'::text, 'support'::text, 'care'::text, 'service'::text, 'joint'::text]))),
    CONSTRAINT plan_version_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY asiakkuus.plan_version FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.plan_version OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.ready_probe (
    id smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ready_probe_id_check CHECK ((id = 1))
)
WITH (fillfactor='10');

ALTER TABLE asiakkuus.ready_probe OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.recall (
    area text NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    register text NOT NULL,
    version bigint NOT NULL,
    risk_class text NOT NULL,
    next_on date,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    updated_unit text,
    CONSTRAINT recall_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT recall_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT recall_risk_class_check CHECK ((risk_class <> ''::text)),
    CONSTRAINT recall_updated_by_check CHECK ((updated_by <> ''::text)),
    CONSTRAINT recall_version_check CHECK ((version > 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.recall FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.recall OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.recall_version (
    area text NOT NULL,
    recall_id uuid NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    by_unit text,
    risk_class text NOT NULL,
    next_on date,
    reason text,
    CONSTRAINT recall_version_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT recall_version_by_check CHECK ((by <> ''::text)),
    CONSTRAINT recall_version_check1 CHECK (((version = 1) OR (reason IS NOT NULL))),
    CONSTRAINT recall_version_risk_class_check CHECK ((risk_class <> ''::text)),
    CONSTRAINT recall_version_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY asiakkuus.recall_version FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.recall_version OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.referral (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    urgency text NOT NULL,
    need text NOT NULL,
    need_classes text[] DEFAULT '{}'::text[] NOT NULL,
    register text NOT NULL,
    to_register text,
    from_unit_id uuid,
    to_service_id uuid,
    to_unit_id uuid,
    ground_kind text,
    ground_basis text,
    ground_consent_id uuid,
    contact_id uuid,
    consultation_id uuid,
    rules text[] DEFAULT '{}'::text[] NOT NULL,
    starts_on date,
    attachments jsonb DEFAULT '{}'::jsonb NOT NULL,
    follow_up_on date,
    assignee text,
    outcome_kind text,
    outcome_text text,
    outcome_at timestamp with time zone,
    unseen text,
    due_on date,
    waiting_since timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    closed_on date,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT referral_check CHECK (((to_service_id IS NOT NULL) OR (to_unit_id IS NOT NULL))),
    CONSTRAINT referral_check1 CHECK (((state <> 'completed'::text) OR (outcome_kind IS NOT NULL))),
    CONSTRAINT referral_check2 CHECK (((state = ANY (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text])) = (closed_on IS NOT NULL))),
    CONSTRAINT referral_ground_kind_check CHECK ((ground_kind = ANY (ARRAY['consent'::text, 'law'::text]))),
    CONSTRAINT referral_kind_check CHECK ((kind = ANY (ARRAY['guidance'::text, 'health_referral'::text, 'social_contact'::text, 'service_need_assessment'::text, 'third_sector'::text, 'digital'::text]))),
    CONSTRAINT referral_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT referral_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'sent'::text, 'received'::text, 'accepted'::text, 'in_progress'::text, 'returned'::text, 'redirected'::text, 'completed'::text, 'declined'::text, 'cancelled'::text]))),
    CONSTRAINT referral_to_register_check CHECK ((to_register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT referral_unseen_check CHECK ((unseen = ANY (ARRAY['sender'::text, 'receiver'::text]))),
    CONSTRAINT referral_urgency_check CHECK ((urgency = ANY (ARRAY['emergency'::text, 'urgent'::text, 'non_urgent'::text]))),
    CONSTRAINT referral_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.referral FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.referral OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.referral_message (
    area text NOT NULL,
    id uuid NOT NULL,
    referral_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    side text NOT NULL,
    text text NOT NULL,
    CONSTRAINT referral_message_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT referral_message_side_check CHECK ((side = ANY (ARRAY['sender'::text, 'receiver'::text])))
);

ALTER TABLE ONLY asiakkuus.referral_message FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.referral_message OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.reminder (
    area text NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    type text NOT NULL,
    slot text NOT NULL,
    told_at timestamp with time zone NOT NULL,
    CONSTRAINT reminder_area_check CHECK ((area ~ '^[0-9]{2}$'::text))
);

ALTER TABLE ONLY asiakkuus.reminder FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.reminder OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.routing_rule (
    area text NOT NULL,
    code text NOT NULL,
    valid_from date NOT NULL,
    points bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    CONSTRAINT routing_rule_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT routing_rule_code_check CHECK ((code ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT routing_rule_points_check CHECK (((points >= 0) AND (points <= 1000)))
);

ALTER TABLE ONLY asiakkuus.routing_rule FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.routing_rule OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.screening (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    register text NOT NULL,
    name text,
    unit_id uuid,
    as_of date NOT NULL,
    rules text[] NOT NULL,
    include_uncertain boolean NOT NULL,
    row_count bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    job_id uuid,
    completed_at timestamp with time zone,
    result jsonb,
    rows_forgotten_at timestamp with time zone,
    CONSTRAINT screening_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT screening_check CHECK (((state = 'done'::text) = (completed_at IS NOT NULL))),
    CONSTRAINT screening_check1 CHECK (((state = 'done'::text) = (result IS NOT NULL))),
    CONSTRAINT screening_created_by_check CHECK ((created_by <> ''::text)),
    CONSTRAINT screening_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT screening_row_count_check CHECK ((row_count >= 0)),
    CONSTRAINT screening_rules_check CHECK ((cardinality(rules) > 0)),
    CONSTRAINT screening_state_check CHECK ((state = ANY (ARRAY['collecting'::text, 'done'::text, 'expired'::text]))),
    CONSTRAINT screening_version_check CHECK ((version > 0))
)
WITH (fillfactor='80');

ALTER TABLE ONLY asiakkuus.screening FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.screening OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.screening_row (
    area text NOT NULL,
    screening_id uuid NOT NULL,
    client_ref text NOT NULL,
    unit_id uuid,
    face_to_face_visits bigint,
    gp_visits bigint,
    emergency_visits bigint,
    stay_days bigint,
    acute_admission boolean,
    charlson_index bigint,
    continuing_need boolean,
    long_term_illnesses bigint,
    services_in_use bigint,
    last_contact_on date,
    candidate_id uuid,
    rank bigint,
    met text[],
    findings jsonb,
    CONSTRAINT screening_row_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT screening_row_check CHECK (((candidate_id IS NULL) = (rank IS NULL))),
    CONSTRAINT screening_row_check1 CHECK (((candidate_id IS NULL) = (met IS NULL))),
    CONSTRAINT screening_row_check2 CHECK (((candidate_id IS NULL) = (findings IS NULL))),
    CONSTRAINT screening_row_client_ref_check CHECK ((client_ref <> ''::text))
)
WITH (fillfactor='70');

ALTER TABLE ONLY asiakkuus.screening_row FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.screening_row OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.service (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    code text NOT NULL,
    unit_id uuid,
    names jsonb NOT NULL,
    sort_key text NOT NULL COLLATE pg_catalog."C",
    terms text[] DEFAULT '{}'::text[] NOT NULL COLLATE pg_catalog."C",
    descriptions jsonb,
    kind text,
    register text,
    needs text[] DEFAULT '{}'::text[] NOT NULL,
    segments text[] DEFAULT '{}'::text[] NOT NULL,
    languages text[] DEFAULT '{}'::text[] NOT NULL,
    municipalities text[] DEFAULT '{}'::text[] NOT NULL,
    age_min bigint,
    age_max bigint,
    referral_kinds text[] DEFAULT '{}'::text[] NOT NULL,
    takes_referrals boolean DEFAULT false NOT NULL,
    self_referral boolean DEFAULT false NOT NULL,
    weight bigint,
    channels jsonb DEFAULT '[]'::jsonb NOT NULL,
    consultation jsonb,
    url text,
    valid_from date,
    valid_to date,
    source text,
    source_id text,
    source_needs text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    ended_by_source boolean DEFAULT false NOT NULL,
    source_channels jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT service_age_max_check CHECK (((age_max >= 0) AND (age_max <= 150))),
    CONSTRAINT service_age_min_check CHECK (((age_min >= 0) AND (age_min <= 150))),
    CONSTRAINT service_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT service_check CHECK ((age_max >= age_min)),
    CONSTRAINT service_check1 CHECK ((valid_to >= valid_from)),
    CONSTRAINT service_check2 CHECK (((source IS NULL) = (source_id IS NULL))),
    CONSTRAINT service_check3 CHECK (((source IS NOT NULL) OR ((kind IS NOT NULL) AND (unit_id IS NOT NULL) AND (weight IS NOT NULL)))),
    CONSTRAINT service_check4 CHECK (((NOT takes_referrals) OR ((kind IS NOT NULL) AND (unit_id IS NOT NULL) AND (weight IS NOT NULL)))),
    CONSTRAINT service_check5 CHECK (((kind IS NULL) OR ((register IS NOT NULL) = (kind = ANY (ARRAY['health'::text, 'social'::text]))))),
    CONSTRAINT service_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)),
    CONSTRAINT service_kind_check CHECK ((kind = ANY (ARRAY['health'::text, 'social'::text, 'third_sector'::text, 'digital'::text, 'group'::text]))),
    CONSTRAINT service_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT service_source_channels_check CHECK ((jsonb_typeof(source_channels) = 'array'::text)),
    CONSTRAINT service_source_check CHECK ((source ~ '^[a-z][a-z0-9_]{0,31}$'::text)),
    CONSTRAINT service_source_id_check CHECK (((length(source_id) >= 1) AND (length(source_id) <= 200))),
    CONSTRAINT service_version_check CHECK ((version > 0)),
    CONSTRAINT service_weight_check CHECK (((weight >= 1) AND (weight <= 5)))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.service FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.service OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.service_term (
    area text NOT NULL,
    service_id uuid NOT NULL,
    term text NOT NULL COLLATE pg_catalog."C",
    sort_key text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT service_term_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT service_term_term_check CHECK (((length(term) >= 1) AND (length(term) <= 100)))
);

ALTER TABLE ONLY asiakkuus.service_term FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.service_term OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.token_use (
    area text NOT NULL,
    token_hash bytea NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT token_use_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT token_use_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY asiakkuus.token_use FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.token_use OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.unit (
    area text NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    names jsonb NOT NULL,
    kind text NOT NULL,
    register text,
    parent_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    sort_key text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    terms text[] DEFAULT '{}'::text[] NOT NULL COLLATE pg_catalog."C",
    descriptions jsonb,
    address jsonb,
    channels jsonb DEFAULT '[]'::jsonb NOT NULL,
    url text,
    valid_from date,
    valid_to date,
    source text,
    source_id text,
    ended_by_source boolean DEFAULT false NOT NULL,
    CONSTRAINT unit_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT unit_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT unit_check1 CHECK ((parent_id <> id)),
    CONSTRAINT unit_check2 CHECK (((source IS NULL) = (source_id IS NULL))),
    CONSTRAINT unit_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)),
    CONSTRAINT unit_kind_check CHECK ((kind ~ '^[a-z][a-z0-9_]{0,63}$'::text)),
    CONSTRAINT unit_register_check CHECK ((register = ANY (ARRAY['health'::text, 'social'::text]))),
    CONSTRAINT unit_source_check CHECK ((source ~ '^[a-z][a-z0-9_]{0,31}$'::text)),
    CONSTRAINT unit_source_id_check CHECK (((length(source_id) >= 1) AND (length(source_id) <= 200))),
    CONSTRAINT unit_version_check CHECK ((version > 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY asiakkuus.unit FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.unit OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.unit_term (
    area text NOT NULL,
    unit_id uuid NOT NULL,
    term text NOT NULL COLLATE pg_catalog."C",
    sort_key text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT unit_term_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT unit_term_term_check CHECK (((length(term) >= 1) AND (length(term) <= 100)))
);

ALTER TABLE ONLY asiakkuus.unit_term FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.unit_term OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.vault_key (
    id text NOT NULL,
    check_value bytea NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT vault_key_check_value_check CHECK ((octet_length(check_value) = ANY (ARRAY[0, 32]))),
    CONSTRAINT vault_key_id_check CHECK (((length(id) >= 1) AND (length(id) <= 64)))
);

ALTER TABLE asiakkuus.vault_key OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.webhook (
    area text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    url text NOT NULL,
    types text[],
    description text,
    enabled boolean NOT NULL,
    disabled_reason text,
    secret_sealed bytea NOT NULL,
    old_secret_sealed bytea,
    old_secret_until timestamp with time zone,
    after_transaction xid8 NOT NULL,
    after_id uuid NOT NULL,
    sequence bigint NOT NULL,
    attempts bigint NOT NULL,
    next_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    ping_id uuid,
    worker uuid,
    lease_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    created_unit text,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT webhook_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT webhook_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT webhook_check CHECK (((disabled_reason IS NULL) OR (NOT enabled))),
    CONSTRAINT webhook_check1 CHECK (((old_secret_sealed IS NULL) = (old_secret_until IS NULL))),
    CONSTRAINT webhook_created_by_check CHECK ((created_by <> ''::text)),
    CONSTRAINT webhook_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['gone'::text, 'exhausted'::text]))),
    CONSTRAINT webhook_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT webhook_url_check CHECK ((url ~ '^https?://'::text)),
    CONSTRAINT webhook_version_check CHECK ((version > 0))
)
WITH (fillfactor='50');

ALTER TABLE ONLY asiakkuus.webhook FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.webhook OWNER TO asiakkuus_owner;

CREATE TABLE asiakkuus.webhook_delivery (
    area text NOT NULL,
    webhook_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    sequence bigint,
    attempt bigint NOT NULL,
    status bigint,
    reason text,
    duration_ms bigint NOT NULL,
    CONSTRAINT webhook_delivery_area_check CHECK ((area ~ '^[0-9]{2}$'::text)),
    CONSTRAINT webhook_delivery_attempt_check CHECK ((attempt > 0)),
    CONSTRAINT webhook_delivery_check CHECK (((status IS NULL) <> (reason IS NULL))),
    CONSTRAINT webhook_delivery_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT webhook_delivery_sequence_check CHECK ((sequence > 0)),
    CONSTRAINT webhook_delivery_status_check CHECK (((status >= 100) AND (status <= 999)))
);

ALTER TABLE ONLY asiakkuus.webhook_delivery FORCE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.webhook_delivery OWNER TO asiakkuus_owner;

ALTER TABLE ONLY asiakkuus.audit_event ATTACH PARTITION asiakkuus.audit_event_default DEFAULT;

ALTER TABLE ONLY asiakkuus.event ATTACH PARTITION asiakkuus.event_default DEFAULT;

ALTER TABLE asiakkuus.assessment
    ADD CONSTRAINT assessment_choice CHECK (((chosen_segment IS NULL) OR (override_reason IS NOT NULL) OR ((chosen_segment = ANY (possible)) AND ((computed_segment IS NULL) OR (chosen_segment = computed_segment))))) NOT VALID;

ALTER TABLE ONLY asiakkuus.assessment
    ADD CONSTRAINT assessment_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (area, at, id);

ALTER TABLE ONLY asiakkuus.audit_event_default
    ADD CONSTRAINT audit_event_default_pkey PRIMARY KEY (area, at, id);

ALTER TABLE ONLY asiakkuus.audit_seal
    ADD CONSTRAINT audit_seal_pkey PRIMARY KEY (area, number);

ALTER TABLE ONLY asiakkuus.candidate
    ADD CONSTRAINT candidate_area_screening_id_client_ref_key UNIQUE (area, screening_id, client_ref);

ALTER TABLE ONLY asiakkuus.candidate
    ADD CONSTRAINT candidate_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.care_team_member
    ADD CONSTRAINT care_team_member_pkey PRIMARY KEY (area, client_id, id);

ALTER TABLE ONLY asiakkuus.care_team
    ADD CONSTRAINT care_team_pkey PRIMARY KEY (area, client_id);

ALTER TABLE ONLY asiakkuus.care_team_version
    ADD CONSTRAINT care_team_version_pkey PRIMARY KEY (area, client_id, version);

ALTER TABLE ONLY asiakkuus.cds_feedback
    ADD CONSTRAINT cds_feedback_pkey PRIMARY KEY (area, card_id, outcome);

ALTER TABLE ONLY asiakkuus.client_former
    ADD CONSTRAINT client_former_pkey PRIMARY KEY (area, client_id, version);

ALTER TABLE ONLY asiakkuus.client_identifier
    ADD CONSTRAINT client_identifier_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.client_merge_item
    ADD CONSTRAINT client_merge_item_pkey PRIMARY KEY (area, merge_id, resource, resource_id);

ALTER TABLE ONLY asiakkuus.client_merge
    ADD CONSTRAINT client_merge_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.client
    ADD CONSTRAINT client_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.client_standing
    ADD CONSTRAINT client_standing_pkey PRIMARY KEY (area, client_id, scope);

ALTER TABLE ONLY asiakkuus.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.consultation
    ADD CONSTRAINT consultation_area_id_client_id_key UNIQUE (area, id, client_id);

ALTER TABLE ONLY asiakkuus.consultation
    ADD CONSTRAINT consultation_area_referral_id_key UNIQUE (area, referral_id);

ALTER TABLE ONLY asiakkuus.consultation_clock
    ADD CONSTRAINT consultation_clock_pkey PRIMARY KEY (area, consultation_id, round);

ALTER TABLE ONLY asiakkuus.consultation_meeting
    ADD CONSTRAINT consultation_meeting_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.consultation_message
    ADD CONSTRAINT consultation_message_pkey PRIMARY KEY (area, consultation_id, number);

ALTER TABLE ONLY asiakkuus.consultation
    ADD CONSTRAINT consultation_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.consultation_read
    ADD CONSTRAINT consultation_read_pkey PRIMARY KEY (area, consultation_id, sub);

ALTER TABLE ONLY asiakkuus.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.deadline
    ADD CONSTRAINT deadline_pkey PRIMARY KEY (area, resource, resource_id, rule, number);

ALTER TABLE ONLY asiakkuus.deadline_rule
    ADD CONSTRAINT deadline_rule_area_code_valid_from_age_min_key UNIQUE (area, code, valid_from, age_min);

ALTER TABLE ONLY asiakkuus.deadline_rule
    ADD CONSTRAINT deadline_rule_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.deadline_stop
    ADD CONSTRAINT deadline_stop_pkey PRIMARY KEY (area, resource, resource_id, id);

ALTER TABLE ONLY asiakkuus.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (area, at, id);

ALTER TABLE ONLY asiakkuus.event_default
    ADD CONSTRAINT event_default_pkey PRIMARY KEY (area, at, id);

ALTER TABLE ONLY asiakkuus.feedback
    ADD CONSTRAINT feedback_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (area, sub, operation, key);

ALTER TABLE ONLY asiakkuus.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.job_schedule
    ADD CONSTRAINT job_schedule_pkey PRIMARY KEY (area, kind);

ALTER TABLE ONLY asiakkuus.kpi_cell
    ADD CONSTRAINT kpi_cell_pkey PRIMARY KEY (area, cells, on_day, unit, segment, service, age_group, topic, slot);

ALTER TABLE ONLY asiakkuus.kpi_delivery
    ADD CONSTRAINT kpi_delivery_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.kpi_figure
    ADD CONSTRAINT kpi_figure_pkey PRIMARY KEY (area, indicator, axis, bucket, unit, key, from_on);

ALTER TABLE ONLY asiakkuus.kpi_observation
    ADD CONSTRAINT kpi_observation_pkey PRIMARY KEY (area, indicator, place, bucket, from_on, revision);

ALTER TABLE ONLY asiakkuus.kpi_position
    ADD CONSTRAINT kpi_position_pkey PRIMARY KEY (area);

ALTER TABLE ONLY asiakkuus.kpi_target
    ADD CONSTRAINT kpi_target_area_indicator_unit_valid_from_version_key UNIQUE (area, indicator, unit, valid_from, version);

ALTER TABLE ONLY asiakkuus.kpi_target
    ADD CONSTRAINT kpi_target_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.meeting_attendance
    ADD CONSTRAINT meeting_attendance_pkey PRIMARY KEY (area, meeting_id, on_date, service_id, person);

ALTER TABLE ONLY asiakkuus.meeting_case
    ADD CONSTRAINT meeting_case_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.meeting_occurrence
    ADD CONSTRAINT meeting_occurrence_area_id_key UNIQUE (area, id);

ALTER TABLE ONLY asiakkuus.meeting_occurrence
    ADD CONSTRAINT meeting_occurrence_pkey PRIMARY KEY (area, meeting_id, on_date);

ALTER TABLE ONLY asiakkuus.meeting_rule
    ADD CONSTRAINT meeting_rule_pkey PRIMARY KEY (area, meeting_id, number);

ALTER TABLE ONLY asiakkuus.meeting_sign_up
    ADD CONSTRAINT meeting_sign_up_pkey PRIMARY KEY (area, meeting_id, on_date, sub);

ALTER TABLE ONLY asiakkuus.meeting_theme
    ADD CONSTRAINT meeting_theme_pkey PRIMARY KEY (area, meeting_id, month);

ALTER TABLE ONLY asiakkuus.meeting_topic
    ADD CONSTRAINT meeting_topic_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY asiakkuus.model
    ADD CONSTRAINT model_area_code_version_key UNIQUE (area, code, version);

ALTER TABLE ONLY asiakkuus.model_draft
    ADD CONSTRAINT model_draft_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.model
    ADD CONSTRAINT model_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.move
    ADD CONSTRAINT move_pkey PRIMARY KEY (area, resource, resource_id, version);

ALTER TABLE ONLY asiakkuus.need_class_mapping
    ADD CONSTRAINT need_class_mapping_pkey PRIMARY KEY (source, term);

ALTER TABLE ONLY asiakkuus.need_class
    ADD CONSTRAINT need_class_pkey PRIMARY KEY (code);

ALTER TABLE ONLY asiakkuus.need_class
    ADD CONSTRAINT need_class_position_key UNIQUE ("position");

ALTER TABLE ONLY asiakkuus.plan
    ADD CONSTRAINT plan_area_client_id_register_key UNIQUE (area, client_id, register);

ALTER TABLE ONLY asiakkuus.plan_measurement
    ADD CONSTRAINT plan_measurement_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.plan_version
    ADD CONSTRAINT plan_version_pkey PRIMARY KEY (area, plan_id, version);

ALTER TABLE ONLY asiakkuus.ready_probe
    ADD CONSTRAINT ready_probe_pkey PRIMARY KEY (id);

ALTER TABLE ONLY asiakkuus.recall
    ADD CONSTRAINT recall_area_client_id_register_key UNIQUE (area, client_id, register);

ALTER TABLE ONLY asiakkuus.recall
    ADD CONSTRAINT recall_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.recall_version
    ADD CONSTRAINT recall_version_pkey PRIMARY KEY (area, recall_id, version);

ALTER TABLE ONLY asiakkuus.referral_message
    ADD CONSTRAINT referral_message_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.referral
    ADD CONSTRAINT referral_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.reminder
    ADD CONSTRAINT reminder_pkey PRIMARY KEY (area, resource, resource_id, type, slot);

ALTER TABLE ONLY asiakkuus.routing_rule
    ADD CONSTRAINT routing_rule_pkey PRIMARY KEY (area, code, valid_from);

ALTER TABLE ONLY asiakkuus.screening
    ADD CONSTRAINT screening_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.screening_row
    ADD CONSTRAINT screening_row_pkey PRIMARY KEY (area, screening_id, client_ref);

ALTER TABLE ONLY asiakkuus.service
    ADD CONSTRAINT service_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.service_term
    ADD CONSTRAINT service_term_pkey PRIMARY KEY (area, term, sort_key, service_id);

ALTER TABLE ONLY asiakkuus.token_use
    ADD CONSTRAINT token_use_pkey PRIMARY KEY (area, token_hash);

ALTER TABLE ONLY asiakkuus.unit
    ADD CONSTRAINT unit_area_code_key UNIQUE (area, code);

ALTER TABLE ONLY asiakkuus.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (area, id);

ALTER TABLE ONLY asiakkuus.unit_term
    ADD CONSTRAINT unit_term_pkey PRIMARY KEY (area, term, sort_key, unit_id);

ALTER TABLE ONLY asiakkuus.vault_key
    ADD CONSTRAINT vault_key_pkey PRIMARY KEY (id, check_value);

ALTER TABLE ONLY asiakkuus.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (area, webhook_id, id);

ALTER TABLE ONLY asiakkuus.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (area, id);

CREATE INDEX assessment_by_confirmation ON asiakkuus.assessment USING btree (area, confirmed_at) WHERE (confirmed_at IS NOT NULL);

CREATE INDEX assessment_by_review ON asiakkuus.assessment USING btree (area, review_due) WHERE (review_due IS NOT NULL);

CREATE INDEX assessment_of_client ON asiakkuus.assessment USING btree (area, client_id, assessed_at, id);

CREATE INDEX assessment_of_model ON asiakkuus.assessment USING btree (area, model_id);

CREATE INDEX audit_event_noted ON ONLY asiakkuus.audit_event USING btree (area, at, id) WHERE ((kind = 'refused'::text) OR (ground = 'break_glass'::text));

CREATE INDEX audit_event_default_area_at_id_idx ON asiakkuus.audit_event_default USING btree (area, at, id) WHERE ((kind = 'refused'::text) OR (ground = 'break_glass'::text));

CREATE INDEX audit_event_of_client ON ONLY asiakkuus.audit_event USING btree (area, client_id, at, id) WHERE (client_id IS NOT NULL);

CREATE INDEX audit_event_default_area_client_id_at_id_idx ON asiakkuus.audit_event_default USING btree (area, client_id, at, id) WHERE (client_id IS NOT NULL);

CREATE INDEX audit_event_of_sub ON ONLY asiakkuus.audit_event USING btree (area, sub, at, id);

CREATE INDEX audit_event_default_area_sub_at_id_idx ON asiakkuus.audit_event_default USING btree (area, sub, at, id);

CREATE INDEX audit_event_sealed ON ONLY asiakkuus.audit_event USING btree (area, transaction, id);

CREATE INDEX audit_event_default_area_transaction_id_idx ON asiakkuus.audit_event_default USING btree (area, transaction, id);

CREATE INDEX candidate_in_order ON asiakkuus.candidate USING btree (area, screening_id, rank, id);

CREATE INDEX candidate_of_unit ON asiakkuus.candidate USING btree (area, unit_id, screening_id, rank, id);

CREATE INDEX candidate_to_forget ON asiakkuus.candidate USING btree (area, found_at, id) WHERE (client_ref IS NOT NULL);

CREATE INDEX candidate_waiting ON asiakkuus.candidate USING btree (area, unit_id, rank, found_at, id) WHERE (state = 'open'::text);

CREATE INDEX care_team_member_of_person ON asiakkuus.care_team_member USING btree (area, sub, client_id, id) WHERE is_named;

CREATE INDEX care_team_of_unit ON asiakkuus.care_team USING btree (area, unit_id) WHERE (unit_id IS NOT NULL);

CREATE UNIQUE INDEX care_team_one_beginner ON asiakkuus.care_team_member USING btree (area, client_id, role, valid_from) WHERE (single_holder AND is_named);

CREATE UNIQUE INDEX care_team_one_holder ON asiakkuus.care_team_member USING btree (area, client_id, role) WHERE (single_holder AND is_named AND (valid_to IS NULL));

CREATE UNIQUE INDEX client_identifier_current ON asiakkuus.client_identifier USING btree (area, system, hash) WHERE (replaced_at IS NULL);

CREATE INDEX client_identifier_of_client ON asiakkuus.client_identifier USING btree (area, client_id, created_at, id);

CREATE INDEX client_identifier_of_key ON asiakkuus.client_identifier USING btree (area, key_id, client_id);

CREATE INDEX client_merge_named ON asiakkuus.client_merge USING btree (area, undo_until, id) WHERE ((status = 'merged'::text) AND (names_forgotten_at IS NULL));

CREATE INDEX client_merge_of_merged ON asiakkuus.client_merge USING btree (area, merged_id);

CREATE INDEX client_merge_of_survivor ON asiakkuus.client_merge USING btree (area, survivor_id, merged_at, id);

CREATE INDEX client_merged ON asiakkuus.client USING btree (area, merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX client_of_unit ON asiakkuus.client USING btree (area, home_unit, id) WHERE (home_unit IS NOT NULL);

CREATE INDEX client_standing_by_review ON asiakkuus.client_standing USING btree (area, scope, review_due, client_id) WHERE (review_due IS NOT NULL);

CREATE INDEX client_standing_lacking ON asiakkuus.client_standing USING btree (area, unit, settled_at, assessment_id) WHERE (lacks AND (scope <> 'both'::text));

CREATE INDEX client_standing_of_segment ON asiakkuus.client_standing USING btree (area, scope, status, segment, client_id) WHERE (segment IS NOT NULL);

CREATE INDEX client_standing_of_status ON asiakkuus.client_standing USING btree (area, scope, status, client_id) WHERE (status IS NOT NULL);

CREATE INDEX client_standing_of_unit_by_review ON asiakkuus.client_standing USING btree (area, scope, home_unit, review_due, client_id) WHERE ((home_unit IS NOT NULL) AND (review_due IS NOT NULL));

CREATE INDEX client_standing_of_unit_segment ON asiakkuus.client_standing USING btree (area, scope, home_unit, status, segment, client_id) WHERE ((home_unit IS NOT NULL) AND (segment IS NOT NULL));

CREATE INDEX client_standing_of_unit_status ON asiakkuus.client_standing USING btree (area, scope, home_unit, status, client_id) WHERE ((home_unit IS NOT NULL) AND (status IS NOT NULL));

CREATE INDEX client_standing_to_confirm ON asiakkuus.client_standing USING btree (area, proposal_unit, proposal_at, proposal_id) WHERE ((proposal_id IS NOT NULL) AND (scope <> 'both'::text));

CREATE INDEX client_standing_to_review ON asiakkuus.client_standing USING btree (area, unit, review_due, assessment_id) WHERE ((status = 'confirmed'::text) AND (scope <> 'both'::text));

CREATE INDEX consent_of_client ON asiakkuus.consent USING btree (area, client_id, recorded_at, id);

CREATE INDEX consultation_asked_by ON asiakkuus.consultation USING btree (area, asked_by, asked_at, id);

CREATE INDEX consultation_asked_unit ON asiakkuus.consultation USING btree (area, asked_unit, asked_at, id);

CREATE INDEX consultation_due ON asiakkuus.consultation USING btree (area, due_at, id) WHERE ((state = 'asked'::text) AND (met_at IS NULL) AND (stopped_at IS NULL));

CREATE INDEX consultation_in_time ON asiakkuus.consultation USING btree (area, asked_at, id) WHERE (asked_at IS NOT NULL);

CREATE INDEX consultation_meeting_of_unit ON asiakkuus.consultation_meeting USING btree (area, unit_id, id);

CREATE INDEX consultation_of_client ON asiakkuus.consultation USING btree (area, client_id, asked_at, id) WHERE (client_id IS NOT NULL);

CREATE INDEX consultation_of_service ON asiakkuus.consultation USING btree (area, to_service_id) WHERE (to_service_id IS NOT NULL);

CREATE INDEX consultation_receiver_unit ON asiakkuus.consultation USING btree (area, receiver_unit, asked_at, id);

CREATE INDEX consultation_to_forget ON asiakkuus.consultation USING btree (area, ended_at, id) WHERE (anonymous AND (question IS NOT NULL));

CREATE INDEX consultation_to_sub ON asiakkuus.consultation USING btree (area, to_sub, asked_at, id);

CREATE INDEX consultation_unanswered ON asiakkuus.consultation USING btree (area, asked_at, id) WHERE (state = ANY (ARRAY['asked'::text, 'more_asked'::text, 'answered'::text]));

CREATE INDEX contact_in_time ON asiakkuus.contact USING btree (area, occurred_at, id) WHERE (occurred_at IS NOT NULL);

CREATE INDEX contact_in_turn ON asiakkuus.contact USING btree (area, unit_id, (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), occurred_at, id) WHERE (status = 'open'::text);

CREATE INDEX contact_in_turn_by ON asiakkuus.contact USING btree (area, recorded_by, (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), occurred_at, id) WHERE (status = 'open'::text);

CREATE INDEX contact_of_client ON asiakkuus.contact USING btree (area, client_id, occurred_at, id) WHERE (client_id IS NOT NULL);

CREATE INDEX contact_of_service ON asiakkuus.contact USING btree (area, outcome_service_id, occurred_at) WHERE (outcome_service_id IS NOT NULL);

CREATE INDEX contact_of_unit ON asiakkuus.contact USING btree (area, unit_id, occurred_at, id) WHERE (unit_id IS NOT NULL);

CREATE INDEX contact_open ON asiakkuus.contact USING btree (area, unit_id, occurred_at, id) WHERE (status = 'open'::text);

CREATE INDEX deadline_of_rule ON asiakkuus.deadline USING btree (area, rule, starts_on);

CREATE INDEX deadline_rule_of_service ON asiakkuus.deadline_rule USING btree (area, service_id) WHERE (service_id IS NOT NULL);

CREATE INDEX deadline_running ON asiakkuus.deadline USING btree (area, due_on) WHERE ((met_on IS NULL) AND (ended_on IS NULL));

CREATE INDEX deadline_to_remind ON asiakkuus.deadline USING btree (area, resource, resource_id, due_on, starts_on) WHERE ((met_on IS NULL) AND (ended_on IS NULL));

CREATE INDEX event_feed ON ONLY asiakkuus.event USING btree (area, transaction, id);

CREATE INDEX event_default_area_transaction_id_idx ON asiakkuus.event_default USING btree (area, transaction, id);

CREATE INDEX feedback_by_day ON asiakkuus.feedback USING btree (area, on_day);

CREATE INDEX feedback_of_unit ON asiakkuus.feedback USING btree (area, unit_id);

CREATE INDEX idempotency_key_age ON asiakkuus.idempotency_key USING btree (area, created_at) WHERE (created_at IS NOT NULL);

CREATE INDEX job_ended ON asiakkuus.job USING btree (area, updated_at) WHERE (state <> ALL (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX job_waiting ON asiakkuus.job USING btree (area, due_at, id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX kpi_figure_of_page ON asiakkuus.kpi_figure USING btree (area, unit, from_on, indicator) WHERE ((axis = 'none'::text) AND (bucket = 'month'::text) AND (key = '*'::text));

CREATE INDEX kpi_observation_of_delivery ON asiakkuus.kpi_observation USING btree (area, delivery_id);

CREATE INDEX meeting_attendance_of_service ON asiakkuus.meeting_attendance USING btree (area, service_id);

CREATE INDEX meeting_case_of_occurrence ON asiakkuus.meeting_case USING btree (area, meeting_id, on_date, brought_at, id);

CREATE INDEX meeting_case_of_service ON asiakkuus.meeting_case USING btree (area, responsible_service_id) WHERE (responsible_service_id IS NOT NULL);

CREATE INDEX meeting_case_open ON asiakkuus.meeting_case USING btree (area, meeting_id) WHERE (state = 'open'::text);

CREATE INDEX meeting_case_to_follow_up ON asiakkuus.meeting_case USING btree (area, meeting_id, follow_up_on, id) WHERE ((follow_up_on IS NOT NULL) AND (followed_up_at IS NULL));

CREATE INDEX meeting_case_to_forget ON asiakkuus.meeting_case USING btree (area, brought_at) WHERE (forgotten_at IS NULL);

CREATE INDEX meeting_occurrence_held ON asiakkuus.meeting_occurrence USING btree (area, held_on) WHERE (held_on IS NOT NULL);

CREATE UNIQUE INDEX meeting_occurrence_of_id ON asiakkuus.meeting_occurrence USING btree (area, id) WHERE (id IS NOT NULL);

CREATE INDEX meeting_sign_up_of_service ON asiakkuus.meeting_sign_up USING btree (area, service_id) WHERE (service_id IS NOT NULL);

CREATE INDEX meeting_topic_of_occurrence ON asiakkuus.meeting_topic USING btree (area, meeting_id, on_date, brought_at, id);

CREATE INDEX meeting_topic_to_forget ON asiakkuus.meeting_topic USING btree (area, brought_at) WHERE (forgotten_at IS NULL);

CREATE INDEX model_draft_page ON asiakkuus.model_draft USING btree (area, created_at, id);

CREATE INDEX model_listed ON asiakkuus.model USING btree (area, published_at, id);

CREATE UNIQUE INDEX plan_joint ON asiakkuus.plan USING btree (area, client_id) WHERE (kind = 'joint'::text);

CREATE INDEX plan_measurement_of_plan ON asiakkuus.plan_measurement USING btree (area, plan_id, at, recorded_at, id);

CREATE INDEX plan_to_agree ON asiakkuus.plan USING btree (area, updated_unit, updated_at, id) WHERE ((kind = 'joint'::text) AND (NOT client_agrees));

CREATE INDEX plan_to_review ON asiakkuus.plan USING btree (area, updated_unit, review_on, id) WHERE (review_on IS NOT NULL);

CREATE INDEX plan_version_in_time ON asiakkuus.plan_version USING btree (area, at) WHERE (at IS NOT NULL);

CREATE INDEX referral_closed ON asiakkuus.referral USING btree (area, closed_on) WHERE (closed_on IS NOT NULL);

CREATE INDEX referral_from_unit ON asiakkuus.referral USING btree (area, from_unit_id, created_at, id) WHERE (from_unit_id IS NOT NULL);

CREATE INDEX referral_had_by ON asiakkuus.referral USING btree (area, assignee, created_at, id) WHERE (assignee IS NOT NULL);

CREATE INDEX referral_in_due ON asiakkuus.referral USING btree (area, to_unit_id, (((assignee IS NULL) AND (state <> 'cancelled'::text))), due_on, (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), waiting_since, id) WHERE ((kind <> ALL (ARRAY['third_sector'::text, 'digital'::text])) AND ((state = ANY (ARRAY['sent'::text, 'redirected'::text, 'received'::text, 'accepted'::text, 'in_progress'::text])) OR ((state = 'cancelled'::text) AND (unseen = 'receiver'::text))));

CREATE INDEX referral_in_turn ON asiakkuus.referral USING btree (area, to_unit_id, (((assignee IS NULL) AND (state <> 'cancelled'::text))), (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), waiting_since, id) WHERE ((kind <> ALL (ARRAY['third_sector'::text, 'digital'::text])) AND ((state = ANY (ARRAY['sent'::text, 'redirected'::text, 'received'::text, 'accepted'::text, 'in_progress'::text])) OR ((state = 'cancelled'::text) AND (unseen = 'receiver'::text))));

CREATE INDEX referral_listed ON asiakkuus.referral USING btree (area, created_at, id) WHERE (created_at IS NOT NULL);

CREATE INDEX referral_message_thread ON asiakkuus.referral_message USING btree (area, referral_id, at, id);

CREATE INDEX referral_of_assignee ON asiakkuus.referral USING btree (area, assignee) WHERE ((assignee IS NOT NULL) AND ((state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text])) OR (unseen IS NOT NULL)));

CREATE INDEX referral_of_client ON asiakkuus.referral USING btree (area, client_id, created_at, id) WHERE (client_id IS NOT NULL);

CREATE UNIQUE INDEX referral_of_consultation ON asiakkuus.referral USING btree (area, consultation_id) WHERE (consultation_id IS NOT NULL);

CREATE INDEX referral_open_in ON asiakkuus.referral USING btree (area, to_unit_id, created_at, id) WHERE (state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text]));

CREATE INDEX referral_open_listed ON asiakkuus.referral USING btree (area, created_at, id) WHERE (state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text]));

CREATE INDEX referral_open_out ON asiakkuus.referral USING btree (area, from_unit_id, created_at, id) WHERE (state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text]));

CREATE INDEX referral_out_due ON asiakkuus.referral USING btree (area, from_unit_id, due_on, (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), waiting_since, id) WHERE (((state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text])) OR (unseen = 'sender'::text)) AND (NOT ((kind = ANY (ARRAY['third_sector'::text, 'digital'::text])) AND (state = 'sent'::text))));

CREATE INDEX referral_out_turn ON asiakkuus.referral USING btree (area, from_unit_id, (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), waiting_since, id) WHERE (((state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text])) OR (unseen = 'sender'::text)) AND (NOT ((kind = ANY (ARRAY['third_sector'::text, 'digital'::text])) AND (state = 'sent'::text))));

CREATE INDEX referral_own_due ON asiakkuus.referral USING btree (area, created_by, (((kind = ANY (ARRAY['third_sector'::text, 'digital'::text])) AND (state = 'sent'::text))), (
CASE
    WHEN ((kind = ANY (ARRAY['third_sector'::text, 'digital'::text])) AND (state = 'sent'::text)) THEN follow_up_on
    ELSE due_on
END), (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), waiting_since, id) WHERE ((state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text])) OR (unseen = 'sender'::text));

CREATE INDEX referral_own_turn ON asiakkuus.referral USING btree (area, created_by, (((kind = ANY (ARRAY['third_sector'::text, 'digital'::text])) AND (state = 'sent'::text))), (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), waiting_since, id) WHERE ((state <> ALL (ARRAY['completed'::text, 'declined'::text, 'cancelled'::text])) OR (unseen = 'sender'::text));

CREATE INDEX referral_to_follow_up ON asiakkuus.referral USING btree (area, from_unit_id, follow_up_on, (
CASE urgency
    WHEN 'emergency'::text THEN 1
    WHEN 'urgent'::text THEN 2
    ELSE 3
END), waiting_since, id) WHERE ((kind = ANY (ARRAY['third_sector'::text, 'digital'::text])) AND (state = 'sent'::text));

CREATE INDEX referral_to_service ON asiakkuus.referral USING btree (area, to_service_id, created_at, id) WHERE (to_service_id IS NOT NULL);

CREATE INDEX referral_to_unit ON asiakkuus.referral USING btree (area, to_unit_id, created_at, id) WHERE (to_unit_id IS NOT NULL);

CREATE INDEX referral_unanswered ON asiakkuus.referral USING btree (area, waiting_since, id) WHERE (state = ANY (ARRAY['sent'::text, 'redirected'::text, 'received'::text, 'returned'::text]));

CREATE INDEX referral_waiting_service ON asiakkuus.referral USING btree (area, to_service_id, waiting_since) WHERE ((state = ANY (ARRAY['sent'::text, 'redirected'::text, 'received'::text])) AND (to_service_id IS NOT NULL));

CREATE INDEX screening_newest ON asiakkuus.screening USING btree (area, register, created_at, id);

CREATE INDEX screening_of_unit ON asiakkuus.screening USING btree (area, unit_id) WHERE (unit_id IS NOT NULL);

CREATE INDEX screening_row_found ON asiakkuus.screening_row USING btree (area, screening_id, client_ref) WHERE (candidate_id IS NOT NULL);

CREATE INDEX screening_to_forget ON asiakkuus.screening USING btree (area, changed_at, id) WHERE (rows_forgotten_at IS NULL);

CREATE UNIQUE INDEX service_of_code ON asiakkuus.service USING btree (area, code) WHERE (code IS NOT NULL);

CREATE UNIQUE INDEX service_of_source ON asiakkuus.service USING btree (area, source, source_id) WHERE (source IS NOT NULL);

CREATE INDEX service_of_unit ON asiakkuus.service USING btree (area, unit_id) WHERE (unit_id IS NOT NULL);

CREATE INDEX service_term_of_service ON asiakkuus.service_term USING btree (area, service_id) WHERE (service_id IS NOT NULL);

CREATE INDEX token_use_until ON asiakkuus.token_use USING btree (area, until) WHERE (until IS NOT NULL);

CREATE INDEX unit_of_parent ON asiakkuus.unit USING btree (area, parent_id) WHERE (parent_id IS NOT NULL);

CREATE UNIQUE INDEX unit_of_source ON asiakkuus.unit USING btree (area, source, source_id) WHERE (source IS NOT NULL);

CREATE INDEX unit_term_of_unit ON asiakkuus.unit_term USING btree (area, unit_id) WHERE (unit_id IS NOT NULL);

ALTER INDEX asiakkuus.audit_event_noted ATTACH PARTITION asiakkuus.audit_event_default_area_at_id_idx;

ALTER INDEX asiakkuus.audit_event_of_client ATTACH PARTITION asiakkuus.audit_event_default_area_client_id_at_id_idx;

ALTER INDEX asiakkuus.audit_event_of_sub ATTACH PARTITION asiakkuus.audit_event_default_area_sub_at_id_idx;

ALTER INDEX asiakkuus.audit_event_sealed ATTACH PARTITION asiakkuus.audit_event_default_area_transaction_id_idx;

ALTER INDEX asiakkuus.audit_event_pkey ATTACH PARTITION asiakkuus.audit_event_default_pkey;

ALTER INDEX asiakkuus.event_feed ATTACH PARTITION asiakkuus.event_default_area_transaction_id_idx;

ALTER INDEX asiakkuus.event_pkey ATTACH PARTITION asiakkuus.event_default_pkey;

ALTER TABLE ONLY asiakkuus.assessment
    ADD CONSTRAINT assessment_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.assessment
    ADD CONSTRAINT assessment_area_model_id_fkey FOREIGN KEY (area, model_id) REFERENCES asiakkuus.model(area, id);

ALTER TABLE ONLY asiakkuus.candidate
    ADD CONSTRAINT candidate_area_screening_id_fkey FOREIGN KEY (area, screening_id) REFERENCES asiakkuus.screening(area, id);

ALTER TABLE ONLY asiakkuus.candidate
    ADD CONSTRAINT candidate_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.care_team
    ADD CONSTRAINT care_team_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.care_team
    ADD CONSTRAINT care_team_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.care_team_member
    ADD CONSTRAINT care_team_member_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.care_team(area, client_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY asiakkuus.care_team_version
    ADD CONSTRAINT care_team_version_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.care_team(area, client_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY asiakkuus.client
    ADD CONSTRAINT client_area_home_unit_fkey FOREIGN KEY (area, home_unit) REFERENCES asiakkuus.unit(area, code);

ALTER TABLE ONLY asiakkuus.client
    ADD CONSTRAINT client_area_merged_into_fkey FOREIGN KEY (area, merged_into) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.client_identifier
    ADD CONSTRAINT client_identifier_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.client_merge
    ADD CONSTRAINT client_merge_area_merged_id_fkey FOREIGN KEY (area, merged_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.client_merge
    ADD CONSTRAINT client_merge_area_survivor_id_fkey FOREIGN KEY (area, survivor_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.client_merge_item
    ADD CONSTRAINT client_merge_item_area_merge_id_fkey FOREIGN KEY (area, merge_id) REFERENCES asiakkuus.client_merge(area, id);

ALTER TABLE ONLY asiakkuus.client_standing
    ADD CONSTRAINT client_standing_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.consent
    ADD CONSTRAINT consent_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.consultation
    ADD CONSTRAINT consultation_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.consultation
    ADD CONSTRAINT consultation_area_to_service_id_fkey FOREIGN KEY (area, to_service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.consultation_clock
    ADD CONSTRAINT consultation_clock_area_consultation_id_fkey FOREIGN KEY (area, consultation_id) REFERENCES asiakkuus.consultation(area, id);

ALTER TABLE ONLY asiakkuus.consultation_meeting
    ADD CONSTRAINT consultation_meeting_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.consultation_message
    ADD CONSTRAINT consultation_message_area_consultation_id_fkey FOREIGN KEY (area, consultation_id) REFERENCES asiakkuus.consultation(area, id);

ALTER TABLE ONLY asiakkuus.consultation_read
    ADD CONSTRAINT consultation_read_area_consultation_id_fkey FOREIGN KEY (area, consultation_id) REFERENCES asiakkuus.consultation(area, id);

ALTER TABLE ONLY asiakkuus.contact
    ADD CONSTRAINT contact_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.contact
    ADD CONSTRAINT contact_area_outcome_service_id_fkey FOREIGN KEY (area, outcome_service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.contact
    ADD CONSTRAINT contact_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.deadline_rule
    ADD CONSTRAINT deadline_rule_area_service_id_fkey FOREIGN KEY (area, service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.feedback
    ADD CONSTRAINT feedback_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.kpi_observation
    ADD CONSTRAINT kpi_observation_area_delivery_id_fkey FOREIGN KEY (area, delivery_id) REFERENCES asiakkuus.kpi_delivery(area, id);

ALTER TABLE ONLY asiakkuus.meeting_attendance
    ADD CONSTRAINT meeting_attendance_area_meeting_id_on_date_fkey FOREIGN KEY (area, meeting_id, on_date) REFERENCES asiakkuus.meeting_occurrence(area, meeting_id, on_date);

ALTER TABLE ONLY asiakkuus.meeting_attendance
    ADD CONSTRAINT meeting_attendance_area_service_id_fkey FOREIGN KEY (area, service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.meeting_case
    ADD CONSTRAINT meeting_case_area_meeting_id_on_date_fkey FOREIGN KEY (area, meeting_id, on_date) REFERENCES asiakkuus.meeting_occurrence(area, meeting_id, on_date);

ALTER TABLE ONLY asiakkuus.meeting_case
    ADD CONSTRAINT meeting_case_area_responsible_service_id_fkey FOREIGN KEY (area, responsible_service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.meeting_occurrence
    ADD CONSTRAINT meeting_occurrence_area_meeting_id_fkey FOREIGN KEY (area, meeting_id) REFERENCES asiakkuus.consultation_meeting(area, id);

ALTER TABLE ONLY asiakkuus.meeting_rule
    ADD CONSTRAINT meeting_rule_area_meeting_id_fkey FOREIGN KEY (area, meeting_id) REFERENCES asiakkuus.consultation_meeting(area, id);

ALTER TABLE ONLY asiakkuus.meeting_sign_up
    ADD CONSTRAINT meeting_sign_up_area_meeting_id_on_date_fkey FOREIGN KEY (area, meeting_id, on_date) REFERENCES asiakkuus.meeting_occurrence(area, meeting_id, on_date);

ALTER TABLE ONLY asiakkuus.meeting_sign_up
    ADD CONSTRAINT meeting_sign_up_area_service_id_fkey FOREIGN KEY (area, service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.meeting_theme
    ADD CONSTRAINT meeting_theme_area_meeting_id_fkey FOREIGN KEY (area, meeting_id) REFERENCES asiakkuus.consultation_meeting(area, id);

ALTER TABLE ONLY asiakkuus.meeting_topic
    ADD CONSTRAINT meeting_topic_area_meeting_id_on_date_fkey FOREIGN KEY (area, meeting_id, on_date) REFERENCES asiakkuus.meeting_occurrence(area, meeting_id, on_date);

ALTER TABLE ONLY asiakkuus.plan
    ADD CONSTRAINT plan_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.plan_measurement
    ADD CONSTRAINT plan_measurement_area_plan_id_fkey FOREIGN KEY (area, plan_id) REFERENCES asiakkuus.plan(area, id);

ALTER TABLE ONLY asiakkuus.plan_version
    ADD CONSTRAINT plan_version_area_plan_id_fkey FOREIGN KEY (area, plan_id) REFERENCES asiakkuus.plan(area, id);

ALTER TABLE ONLY asiakkuus.recall
    ADD CONSTRAINT recall_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.recall_version
    ADD CONSTRAINT recall_version_area_recall_id_fkey FOREIGN KEY (area, recall_id) REFERENCES asiakkuus.recall(area, id);

ALTER TABLE ONLY asiakkuus.referral
    ADD CONSTRAINT referral_area_client_id_fkey FOREIGN KEY (area, client_id) REFERENCES asiakkuus.client(area, id);

ALTER TABLE ONLY asiakkuus.referral
    ADD CONSTRAINT referral_area_consultation_id_client_id_fkey FOREIGN KEY (area, consultation_id, client_id) REFERENCES asiakkuus.consultation(area, id, client_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY asiakkuus.referral
    ADD CONSTRAINT referral_area_from_unit_id_fkey FOREIGN KEY (area, from_unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.referral
    ADD CONSTRAINT referral_area_to_service_id_fkey FOREIGN KEY (area, to_service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.referral
    ADD CONSTRAINT referral_area_to_unit_id_fkey FOREIGN KEY (area, to_unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.referral_message
    ADD CONSTRAINT referral_message_area_referral_id_fkey FOREIGN KEY (area, referral_id) REFERENCES asiakkuus.referral(area, id);

ALTER TABLE ONLY asiakkuus.screening
    ADD CONSTRAINT screening_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.screening_row
    ADD CONSTRAINT screening_row_area_screening_id_fkey FOREIGN KEY (area, screening_id) REFERENCES asiakkuus.screening(area, id);

ALTER TABLE ONLY asiakkuus.service
    ADD CONSTRAINT service_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.service_term
    ADD CONSTRAINT service_term_area_service_id_fkey FOREIGN KEY (area, service_id) REFERENCES asiakkuus.service(area, id);

ALTER TABLE ONLY asiakkuus.unit
    ADD CONSTRAINT unit_area_parent_id_fkey FOREIGN KEY (area, parent_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.unit_term
    ADD CONSTRAINT unit_term_area_unit_id_fkey FOREIGN KEY (area, unit_id) REFERENCES asiakkuus.unit(area, id);

ALTER TABLE ONLY asiakkuus.webhook_delivery
    ADD CONSTRAINT webhook_delivery_area_webhook_id_fkey FOREIGN KEY (area, webhook_id) REFERENCES asiakkuus.webhook(area, id);

ALTER TABLE asiakkuus.assessment ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.audit_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.audit_event_default ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.audit_seal ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.candidate ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.care_team ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.care_team_member ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.care_team_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.cds_feedback ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_former ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_identifier ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_merge ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_merge_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.client_standing ENABLE ROW LEVEL SECURITY;

CREATE POLICY confirmed_stays ON asiakkuus.assessment AS RESTRICTIVE FOR UPDATE USING (((status = 'proposed'::text) OR (current_setting('app.moved'::text, true) = 'confirmed'::text))) WITH CHECK (((status = 'confirmed'::text) OR (current_setting('app.moved'::text, true) IS DISTINCT FROM 'confirmed'::text)));

ALTER TABLE asiakkuus.consent ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_clock ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_meeting ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_message ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.consultation_read ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.contact ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.deadline ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.deadline_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.deadline_stop ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.event ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.event_default ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.feedback ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.idempotency_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.job ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.job_schedule ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_cell ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_figure ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_observation ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_position ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.kpi_target ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_attendance ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_case ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_occurrence ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_sign_up ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_theme ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.meeting_topic ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.model ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.model_draft ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.move ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_area ON asiakkuus.assessment USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.audit_event USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.audit_event_default USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.audit_seal USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.candidate USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.care_team USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.care_team_member USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.care_team_version USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.cds_feedback USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.client USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.client_former USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.client_identifier USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.client_merge USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.client_merge_item USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.client_standing USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.consent USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.consultation USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.consultation_clock USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.consultation_meeting USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.consultation_message USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.consultation_read USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.contact USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.deadline USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.deadline_rule USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.deadline_stop USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.event USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.event_default USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.feedback USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.idempotency_key USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.job USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.job_schedule USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.kpi_cell USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.kpi_delivery USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.kpi_figure USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.kpi_observation USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.kpi_position USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.kpi_target USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.meeting_attendance USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.meeting_case USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.meeting_occurrence USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.meeting_rule USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.meeting_sign_up USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.meeting_theme USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.meeting_topic USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.model USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.model_draft USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.move USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.plan USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.plan_measurement USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.plan_version USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.recall USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.recall_version USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.referral USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.referral_message USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.reminder USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.routing_rule USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.screening USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.screening_row USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.service USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.service_term USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.token_use USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.unit USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.unit_term USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.webhook USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

CREATE POLICY own_area ON asiakkuus.webhook_delivery USING ((area = current_setting('app.area'::text, true))) WITH CHECK ((area = current_setting('app.area'::text, true)));

ALTER TABLE asiakkuus.plan ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.plan_measurement ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.plan_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.recall ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.recall_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.referral ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.referral_message ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.reminder ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.routing_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.screening ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.screening_row ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.service ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.service_term ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.token_use ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.unit ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.unit_term ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.webhook ENABLE ROW LEVEL SECURITY;

ALTER TABLE asiakkuus.webhook_delivery ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA asiakkuus TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(chosen_segment) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(override_reason) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(confirmed_at) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(confirmed_by) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(review_due) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.assessment TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(area) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(at) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(id) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(kind) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(operation) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(sub) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(name) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(unit) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(role) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(register) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(client_id) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(resource) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(resource_id) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(ground) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(request_id) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT INSERT(reason) ON TABLE asiakkuus.audit_event TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.audit_seal TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(client_ref) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(findings) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(outcome) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(outcome_text) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(closed_at) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT UPDATE(closed_by) ON TABLE asiakkuus.candidate TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT UPDATE(unit_id) ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT UPDATE(template) ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT UPDATE(updated_by) ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT UPDATE(updated_unit) ON TABLE asiakkuus.care_team TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT UPDATE(role) ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT UPDATE(single_holder) ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT UPDATE(sub) ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT UPDATE(valid_from) ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT UPDATE(valid_to) ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT UPDATE(is_named) ON TABLE asiakkuus.care_team_member TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.care_team_version TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.care_team_version TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.cds_feedback TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(birth_date) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(names_sealed) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(home_unit) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(language) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(non_disclosure) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(status_on) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT UPDATE(merged_into) ON TABLE asiakkuus.client TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.client_former TO asiakkuus_app;

GRANT UPDATE(names_sealed) ON TABLE asiakkuus.client_former TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.client_identifier TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.client_identifier TO asiakkuus_app;

GRANT UPDATE(hash) ON TABLE asiakkuus.client_identifier TO asiakkuus_app;

GRANT UPDATE(key_id) ON TABLE asiakkuus.client_identifier TO asiakkuus_app;

GRANT UPDATE(value_sealed) ON TABLE asiakkuus.client_identifier TO asiakkuus_app;

GRANT UPDATE(replaced_at) ON TABLE asiakkuus.client_identifier TO asiakkuus_app;

GRANT UPDATE(replaced_by) ON TABLE asiakkuus.client_identifier TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.client_merge TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.client_merge TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.client_merge TO asiakkuus_app;

GRANT UPDATE(undone_at) ON TABLE asiakkuus.client_merge TO asiakkuus_app;

GRANT UPDATE(undone_by) ON TABLE asiakkuus.client_merge TO asiakkuus_app;

GRANT UPDATE(undo_reason) ON TABLE asiakkuus.client_merge TO asiakkuus_app;

GRANT UPDATE(names_forgotten_at) ON TABLE asiakkuus.client_merge TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.client_merge_item TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(register) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(assessment_id) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(model_id) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(segment) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(review_due) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(since) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(unit) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(settled_at) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(proposal_id) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(proposal_unit) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(proposal_at) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(lacks) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT UPDATE(home_unit) ON TABLE asiakkuus.client_standing TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.consent TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.consent TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.consent TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.consent TO asiakkuus_app;

GRANT UPDATE(withdrawn_at) ON TABLE asiakkuus.consent TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(question) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(assignee) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(assigned_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(answer_kind) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(answered_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(answered_by) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(avoided_referral) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(outcome_text) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(ended_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(referral_id) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(message_count) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(round) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(answer_within_hours) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(starts_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(due_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(stopped_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(met_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.consultation TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.consultation_clock TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(unit_id) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(name_fi) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(name_sv) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(name_en) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(link) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(minutes_per_case) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(required_services) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(calendar_sequence) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(calendar_changed_at) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(plan_version) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.consultation_meeting TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.consultation_message TO asiakkuus_app;

GRANT UPDATE(text) ON TABLE asiakkuus.consultation_message TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.consultation_read TO asiakkuus_app;

GRANT UPDATE(up_to) ON TABLE asiakkuus.consultation_read TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(outcome_kind) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(outcome_service_id) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(outcome_text) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(outcome_referral_id) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(outcome_consultation_id) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(outcome_at) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.contact TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.deadline TO asiakkuus_app;

GRANT UPDATE(met_on) ON TABLE asiakkuus.deadline TO asiakkuus_app;

GRANT UPDATE(ended_on) ON TABLE asiakkuus.deadline TO asiakkuus_app;

GRANT UPDATE(due_on) ON TABLE asiakkuus.deadline TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.deadline_rule TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.deadline_stop TO asiakkuus_app;

GRANT UPDATE(to_on) ON TABLE asiakkuus.deadline_stop TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT INSERT(area) ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT INSERT(id) ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT INSERT(at) ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT INSERT(type) ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT INSERT(resource) ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT INSERT(resource_id) ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT INSERT(version) ON TABLE asiakkuus.event TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.feedback TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.idempotency_key TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.idempotency_key TO asiakkuus_app;

GRANT UPDATE(content_type) ON TABLE asiakkuus.idempotency_key TO asiakkuus_app;

GRANT UPDATE(etag) ON TABLE asiakkuus.idempotency_key TO asiakkuus_app;

GRANT UPDATE(location) ON TABLE asiakkuus.idempotency_key TO asiakkuus_app;

GRANT UPDATE(body) ON TABLE asiakkuus.idempotency_key TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(result) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(problem) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(done) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(total) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(attempts) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(due_at) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(worker) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(lease_until) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.job TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.job_schedule TO asiakkuus_app;

GRANT UPDATE(next_at) ON TABLE asiakkuus.job_schedule TO asiakkuus_app;

GRANT UPDATE(worker) ON TABLE asiakkuus.job_schedule TO asiakkuus_app;

GRANT UPDATE(lease_until) ON TABLE asiakkuus.job_schedule TO asiakkuus_app;

GRANT UPDATE(last_at) ON TABLE asiakkuus.job_schedule TO asiakkuus_app;

GRANT UPDATE(last_problem) ON TABLE asiakkuus.job_schedule TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.kpi_cell TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.kpi_delivery TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.kpi_figure TO asiakkuus_app;

GRANT UPDATE(value) ON TABLE asiakkuus.kpi_figure TO asiakkuus_app;

GRANT UPDATE(numerator) ON TABLE asiakkuus.kpi_figure TO asiakkuus_app;

GRANT UPDATE(denominator) ON TABLE asiakkuus.kpi_figure TO asiakkuus_app;

GRANT UPDATE(hidden) ON TABLE asiakkuus.kpi_figure TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.kpi_observation TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.kpi_position TO asiakkuus_app;

GRANT UPDATE(transaction) ON TABLE asiakkuus.kpi_position TO asiakkuus_app;

GRANT UPDATE(event_id) ON TABLE asiakkuus.kpi_position TO asiakkuus_app;

GRANT UPDATE(counted_on) ON TABLE asiakkuus.kpi_position TO asiakkuus_app;

GRANT UPDATE(counted_at) ON TABLE asiakkuus.kpi_position TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.kpi_target TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.meeting_attendance TO asiakkuus_app;

GRANT UPDATE(present) ON TABLE asiakkuus.meeting_attendance TO asiakkuus_app;

GRANT UPDATE(recorded_by) ON TABLE asiakkuus.meeting_attendance TO asiakkuus_app;

GRANT UPDATE(recorded_at) ON TABLE asiakkuus.meeting_attendance TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(on_date) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(title) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(question) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(brought_by) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(brought_by_name) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(advice) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(next_step) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(has_next_step) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(responsible_service_id) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(follow_up_on) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(discussed_at) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(followed_up_at) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(follow_up_text) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT UPDATE(forgotten_at) ON TABLE asiakkuus.meeting_case TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(cancel_reason) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(chair_sub) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(chair_name) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(secretary_sub) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(secretary_name) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.meeting_occurrence TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.meeting_rule TO asiakkuus_app;

GRANT UPDATE(until) ON TABLE asiakkuus.meeting_rule TO asiakkuus_app;

GRANT UPDATE(except_on) ON TABLE asiakkuus.meeting_rule TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.meeting_sign_up TO asiakkuus_app;

GRANT UPDATE(name) ON TABLE asiakkuus.meeting_sign_up TO asiakkuus_app;

GRANT UPDATE(service_id) ON TABLE asiakkuus.meeting_sign_up TO asiakkuus_app;

GRANT UPDATE(coming) ON TABLE asiakkuus.meeting_sign_up TO asiakkuus_app;

GRANT UPDATE(signed_at) ON TABLE asiakkuus.meeting_sign_up TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.meeting_theme TO asiakkuus_app;

GRANT UPDATE(theme) ON TABLE asiakkuus.meeting_theme TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(on_date) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(title) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(text) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(brought_by) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(brought_by_name) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT UPDATE(forgotten_at) ON TABLE asiakkuus.meeting_topic TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.migration TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.model TO asiakkuus_app;

GRANT UPDATE(status) ON TABLE asiakkuus.model TO asiakkuus_app;

GRANT UPDATE(is_active) ON TABLE asiakkuus.model TO asiakkuus_app;

GRANT UPDATE(valid_to) ON TABLE asiakkuus.model TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.model TO asiakkuus_app;

GRANT UPDATE(revision) ON TABLE asiakkuus.model TO asiakkuus_app;

GRANT UPDATE(withdrawn) ON TABLE asiakkuus.model TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(document) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(hash) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(name_fi) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(name_sv) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(name_en) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(written_at) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT UPDATE(written_by) ON TABLE asiakkuus.model_draft TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(area) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(resource) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(resource_id) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(version) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(at) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(by) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(action) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(from_status) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(to_status) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(reason) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT INSERT(detail) ON TABLE asiakkuus.move TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.need_class TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.need_class_mapping TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(kind) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(review_on) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(client_agrees) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(updated_by) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT UPDATE(updated_unit) ON TABLE asiakkuus.plan TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.plan_measurement TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.plan_version TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.ready_probe TO asiakkuus_app;

GRANT UPDATE(at) ON TABLE asiakkuus.ready_probe TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT UPDATE(risk_class) ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT UPDATE(next_on) ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT UPDATE(updated_by) ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT UPDATE(updated_unit) ON TABLE asiakkuus.recall TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.recall_version TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(client_id) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(kind) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(urgency) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(need) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(need_classes) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(to_register) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(to_service_id) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(to_unit_id) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(ground_kind) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(ground_basis) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(ground_consent_id) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(rules) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(starts_on) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(attachments) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(follow_up_on) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(assignee) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(outcome_kind) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(outcome_text) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(outcome_at) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(unseen) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(due_on) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(waiting_since) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(sent_at) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(closed_on) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.referral TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.referral_message TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.reminder TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.routing_rule TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(state) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(row_count) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(changed_at) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(job_id) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(completed_at) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(result) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT UPDATE(rows_forgotten_at) ON TABLE asiakkuus.screening TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(unit_id) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(face_to_face_visits) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(gp_visits) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(emergency_visits) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(stay_days) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(acute_admission) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(charlson_index) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(continuing_need) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(long_term_illnesses) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(services_in_use) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(last_contact_on) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(candidate_id) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(rank) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(met) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT UPDATE(findings) ON TABLE asiakkuus.screening_row TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(code) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(unit_id) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(names) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(sort_key) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(terms) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(descriptions) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(kind) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(register) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(needs) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(segments) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(languages) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(municipalities) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(age_min) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(age_max) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(referral_kinds) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(takes_referrals) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(self_referral) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(weight) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(channels) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(consultation) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(url) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(valid_from) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(valid_to) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(source_needs) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(ended_by_source) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT UPDATE(source_channels) ON TABLE asiakkuus.service TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.service_term TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.token_use TO asiakkuus_app;

GRANT SELECT,INSERT ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(code) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(names) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(kind) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(register) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(parent_id) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(sort_key) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(terms) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(descriptions) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(address) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(channels) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(url) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(valid_from) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(valid_to) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT UPDATE(ended_by_source) ON TABLE asiakkuus.unit TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.unit_term TO asiakkuus_app;

GRANT SELECT ON TABLE asiakkuus.vault_key TO asiakkuus_app;

GRANT INSERT(id) ON TABLE asiakkuus.vault_key TO asiakkuus_app;

GRANT INSERT(check_value) ON TABLE asiakkuus.vault_key TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(version) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(url) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(types) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(description) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(enabled) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(disabled_reason) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(secret_sealed) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(old_secret_sealed) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(old_secret_until) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(after_transaction) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(after_id) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(sequence) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(attempts) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(next_at) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(delivered_at) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(ping_id) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(worker) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(lease_until) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT UPDATE(updated_at) ON TABLE asiakkuus.webhook TO asiakkuus_app;

GRANT SELECT,INSERT,DELETE ON TABLE asiakkuus.webhook_delivery TO asiakkuus_app;

