// Whole sets of answers to the questions of `helsinki`, on either side of each cut-off.
const coping = ["d1_learning", "d2_tasks", "d3_communication", "d4_mobility", "d5_self_care",
    "d6_domestic_life", "d7_relationships", "d8_major_life_areas", "d9_community_life"];
const need = ["s1_daily_life", "s2_housing", "s3_economy", "s4_exclusion", "s5_violence", "s6_crisis",
    "s7_child_development", "s8_health_and_substances", "s9_functional_capacity", "s10_close_people"];
const counts = ["h1_long_term_illness", "h2_visits", "h3_services_in_use", "h4_unplanned_care"];

const every = (codes, value) => Object.fromEntries(codes.map((code) => [code, value]));

// coping: "easy", "temporarily_difficult" or "difficult"; need: "few" or "many".
export function helsinkiAnswers(copingState, needState) {
    const easy = copingState === "easy";
    const few = needState === "few";
    return {
        ...every(coping, easy ? 0 : 3),
        resources: easy ? 4 : 1, // more is better
        coping_outlook: copingState === "difficult" ? "lasting" : "passing",
        ...every(need, few ? 0 : 3),
        ...every(counts, few ? 0 : 100),
    };
}
