/* A client's referrals when two rows of one person are made one (domain/client/client_parts.h). */
#include "domain/client/client_parts.h"
#include "domain/referral/referral.sql.h"

enum status referral_move_client(struct context *context, const struct client_moving *moving,
                                 struct list *moved) {
    return client_move_rows(context, &referral_move_all, &referral_move_back, moving, moved);
}

enum status referral_written_since(struct context *context, const struct client_moving *moving,
                                   struct list *out) {
    return client_list_since(context, &referral_select_since, moving, out);
}
