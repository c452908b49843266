#include "shapes.h"

#include "base/moves.h"
#include "base/person.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/assessment_compare.h"
#include "domain/assessment/client_list.h"
#include "domain/assessment/standing.h"
#include "domain/audit/audit.h"
#include "domain/audit/seal.h"
#include "domain/care_team/care_team.h"
#include "domain/client/client.h"
#include "domain/consent/consent.h"
#include "domain/consultation/consultation.h"
#include "domain/contact/contact.h"
#include "domain/deadline/deadline.h"
#include "domain/directory/directory.h"
#include "domain/event/event.h"
#include "domain/feedback/feedback.h"
#include "domain/kpi/dashboard.h"
#include "domain/kpi/target.h"
#include "domain/meeting/attendance.h"
#include "domain/merge/merge.h"
#include "domain/model/model.h"
#include "domain/model/model_check.h"
#include "domain/model/model_draft.h"
#include "domain/model/model_life.h"
#include "domain/overview/overview.h"
#include "domain/plan/plan.h"
#include "domain/recall/recall.h"
#include "domain/referral/referral.h"
#include "domain/routing/routing.h"
#include "domain/screening/candidate.h"
#include "domain/webhook/webhook.h"
#include "domain/worklist/worklist.h"
#include "facade/cds/cds.h"
#include "facade/smart/smart_api.h"
#include "http/oauth.h"
#include "work/job.h"

#include <stddef.h>

const struct shape *const all_shapes[] = {
    &agenda_shape,
    &candidate_close_shape,
    &candidate_shape,
    &candidate_summary_shape,
    &screening_delivery_shape,
    &screening_new_shape,
    &screening_row_shape,
    &screening_rules_shape,
    &screening_shape,
    &screening_summary_shape,
    &assessment_confirmation_shape,
    &assessment_new_shape,
    &assessment_shape,
    &assessment_summary_shape,
    &audit_use_shape,
    &seal_report_shape,
    &plan_measurement_new_shape,
    &plan_measurement_shape,
    &plan_proposals_shape,
    &journey_shape,
    &overview_shape,
    &plan_shape,
    &plan_write_shape,
    &recall_shape,
    &recall_write_shape,
    &recall_classes_shape,
    &care_duty_shape,
    &care_team_shape,
    &care_team_version_shape,
    &care_team_write_shape,
    &care_words_shape,
    &attendance_body_shape,
    &attendances_shape,
    &calendar_shape,
    &case_body_shape,
    &case_deferral_shape,
    &case_follow_up_shape,
    &case_outcome_shape,
    &case_shape,
    &case_summary_shape,
    &merge_aside_shape,
    &merge_full_shape,
    &merge_new_shape,
    &merge_shape,
    &merge_undo_shape,
    &client_change_shape,
    &client_correction_shape,
    &client_identifier_row_shape,
    &client_status_change_shape,
    &client_step_shape,
    &identifier_system_shape,
    &consultation_new_shape,
    &consultation_shape,
    &consultation_summary_shape,
    &consultation_answer_shape,
    &consultation_text_shape,
    &consultation_convert_shape,
    &consultation_close_shape,
    &consultation_withdraw_shape,
    &consultation_reopen_shape,
    &consultation_assign_shape,
    &consultation_release_shape,
    &consultation_message_shape,
    &consultation_message_new_shape,
    &consultation_reading_shape,
    &client_listed_shape,
    &client_new_shape,
    &client_search_shape,
    &client_shape,
    &comparison_wanted_shape,
    &consent_new_shape,
    &consent_shape,
    &consent_withdrawal_shape,
    &contact_close_shape,
    &contact_new_shape,
    &contact_shape,
    &contact_summary_shape,
    &dashboard_shape,
    &deadline_answer_shape,
    &deadline_rule_list_shape,
    &deadline_rule_new_shape,
    &deadline_rule_shape,
    &deadline_stop_shape,
    &deadline_wanted_shape,
    &deadline_word_shape,
    &delivery_shape,
    &event_page_shape,
    &event_shape,
    &feedback_by_link_shape,
    &feedback_link_new_shape,
    &feedback_link_shape,
    &feedback_shape,
    &feedback_statement_list_shape,
    &holiday_shape,
    &import_result_shape,
    &import_shape,
    &indicator_shown_shape,
    &job_shape,
    &legal_basis_shape,
    &meeting_body_shape,
    &meeting_plan_body_shape,
    &meeting_plan_shape,
    &meeting_shape,
    &meeting_statistics_shape,
    &model_ref_shape,
    &model_shape,
    &model_check_shape,
    &model_create_shape,
    &model_draft_shape,
    &model_publication_shape,
    &model_replace_shape,
    &model_retirement_shape,
    &move_step_shape,
    &names3_shape,
    &need_class_shape,
    &occurrence_reason_shape,
    &occurrence_roles_shape,
    &occurrence_shape,
    &occurrence_summary_shape,
    &person_shape,
    &referral_act_shape,
    &referral_message_new_shape,
    &referral_message_shape,
    &referral_new_shape,
    &referral_replace_shape,
    &referral_shape,
    &referral_summary_shape,
    &referral_to_shape,
    &worklist_item_shape,
    &worklist_list_shape,
    &worklist_shape,
    &service_shape,
    &service_write_shape,
    &sign_up_body_shape,
    &sign_ups_shape,
    &standing_shape,
    &target_new_shape,
    &target_shape,
    &topic_body_shape,
    &topic_shape,
    &unit_shape,
    &unit_write_shape,
    &values_shape,
    &routing_answer_shape,
    &routing_rule_list_shape,
    &routing_rule_new_shape,
    &routing_rule_shape,
    &routing_wanted_shape,
    &webhook_shape,
    &webhook_body_shape,
    &webhook_rotation_shape,
    &webhook_ping_shape,
    &webhook_resend_shape,
    &webhook_delivery_shape,
    &cds_services_shape,
    &cds_cards_shape,
    &cds_outcome_shape,
    &cds_feedback_list_shape,
    &smart_configuration_shape,
    &smart_token_shape,
    &oauth_error_shape,
    NULL,
};
