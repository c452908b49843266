/* What every part of the proof needs: telling a finding, and what sums cost. */
#include "proof.h"

#include <string.h>

void seg_proof_report(struct seg_proof *proof, struct seg_finding *finding) {
    if (finding->verdict == SEG_FOUND) {
        proof->summary->found++;
    } else {
        proof->summary->undecided++;
    }
    if (!proof->stopped && proof->report != NULL) {
        proof->stopped = proof->report(finding, proof->data) != 0;
    }
}

struct seg_finding seg_proof_finding(enum seg_finding_kind kind, enum seg_kind place, int index,
                                     int of) {
    struct seg_finding finding;
    memset(&finding, 0, sizeof finding);
    finding.kind = kind;
    finding.place.kind = place;
    finding.place.index = index;
    finding.place.of = of;
    finding.other.kind = SEG_MODEL;
    finding.other.index = -1;
    finding.other.of = -1;
    finding.from = finding.to = SEG_NONE;
    finding.segment_before = finding.segment_after = SEG_NONE;
    memset(finding.cell, SEG_NONE, sizeof finding.cell);
    return finding;
}

uint64_t seg_proof_sums_effort(const struct seg_proof *proof, int axis) {
    return (uint64_t)proof->model->axes[axis].item_count * GRID_OPTIONS *
           proof->space.grids[axis].words;
}
