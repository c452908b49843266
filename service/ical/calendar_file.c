#include "ical/calendar_file.h"

#include <libical/ical.h>
#include <string.h>

#define ZONE "Europe/Helsinki"

/* By rules and not by single dates, without which Outlook shifts the meetings of the summer. */
static const char zone_text[] = "BEGIN:VTIMEZONE\r\n"
                                "TZID:" ZONE "\r\n"
                                "BEGIN:DAYLIGHT\r\n"
                                "DTSTART:19700329T030000\r\n"
                                "TZOFFSETFROM:+0200\r\n"
                                "TZOFFSETTO:+0300\r\n"
                                "TZNAME:EEST\r\n"
                                "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
                                "END:DAYLIGHT\r\n"
                                "BEGIN:STANDARD\r\n"
                                "DTSTART:19701025T040000\r\n"
                                "TZOFFSETFROM:+0300\r\n"
                                "TZOFFSETTO:+0200\r\n"
                                "TZNAME:EET\r\n"
                                "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
                                "END:STANDARD\r\n"
                                "END:VTIMEZONE\r\n";

static struct icaltimetype local_time(struct date day, int64_t minute) {
    struct icaltimetype time;
    memset(&time, 0, sizeof time);
    time.year = day.year;
    time.month = day.month;
    time.day = day.day;
    time.hour = (int)(minute / 60);
    time.minute = (int)(minute % 60);
    return time;
}

/* To the second, as the format has it. */
static struct icaltimetype utc_time(struct instant instant) {
    char text[INSTANT_TEXT_SIZE], compact[sizeof "YYYYMMDDTHHMMSSZ"];
    instant_print(instant, text);
    snprintf(compact, sizeof compact, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", text, text + 5, text + 8,
             text + 11, text + 14, text + 17);
    return icaltime_from_string(compact);
}

static void add(icalcomponent *event, icalproperty *property) {
    icalcomponent_add_property(event, property);
}

/* The zone's name is the same wherever a local time stands. */
static void add_local(icalcomponent *event, icalproperty *property) {
    icalproperty_add_parameter(property, icalparameter_new_tzid(ZONE));
    add(event, property);
}

/* What the first day alone says is written out: some readers roll a 30th over into 28 February and
 * stay on the 28th, or take the weekday by UTC. */
static void name_the_day(struct icalrecurrencetype *rule, struct icaltimetype start) {
    bool has_days = rule->by_day[0] != ICAL_RECURRENCE_ARRAY_MAX;
    bool has_month_days = rule->by_month_day[0] != ICAL_RECURRENCE_ARRAY_MAX;
    if (rule->freq == ICAL_WEEKLY_RECURRENCE && !has_days) {
        rule->by_day[0] = (short)icaltime_day_of_week(start);
        rule->by_day[1] = ICAL_RECURRENCE_ARRAY_MAX;
    } else if (rule->freq == ICAL_MONTHLY_RECURRENCE && !has_days && !has_month_days) {
        rule->by_month_day[0] = (short)start.day;
        rule->by_month_day[1] = ICAL_RECURRENCE_ARRAY_MAX;
    }
}

/* UNTIL is in UTC where the start has a zone: the start of the last day's meeting. */
static void add_rule(icalcomponent *component, const struct calendar_event *event) {
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(event->rule);
    name_the_day(&rule, local_time(event->on, event->starts_minute));
    if (date_is_set(event->until)) {
        rule.until = utc_time(instant_at_helsinki(event->until, (int)event->starts_minute));
    }
    add(component, icalproperty_new_rrule(rule));
    for (size_t i = 0; i < event->except_count; i++) {
        struct icaltimetype start = local_time(event->except[i], event->starts_minute);
        add_local(component, icalproperty_new_exdate(start));
    }
}

static struct icaldurationtype duration_of(int64_t minutes) {
    return icaldurationtype_from_int((int)minutes * 60);
}

static icalcomponent *event_new(const struct calendar_event *event, struct instant changed_at) {
    icalcomponent *component = icalcomponent_new_vevent();
    add(component, icalproperty_new_uid(event->uid));
    add(component, icalproperty_new_dtstamp(utc_time(changed_at)));
    add(component, icalproperty_new_lastmodified(utc_time(changed_at)));
    add(component, icalproperty_new_sequence((int)event->sequence));
    add_local(component, icalproperty_new_dtstart(local_time(event->on, event->starts_minute)));
    add(component, icalproperty_new_duration(duration_of(event->minutes)));
    if (event->rule) {
        add_rule(component, event);
    }
    if (date_is_set(event->replaces)) {
        struct icaltimetype instead_of = local_time(event->replaces, event->starts_minute);
        add_local(component, icalproperty_new_recurrenceid(instead_of));
    }
    if (event->summary) {
        add(component, icalproperty_new_summary(event->summary));
    }
    if (event->description) {
        add(component, icalproperty_new_description(event->description));
    }
    if (event->url) {
        add(component, icalproperty_new_url(event->url));
    }
    return component;
}

void calendar_file_write(struct text *out, const struct calendar_file *file) {
    icalcomponent *calendar = icalcomponent_new_vcalendar();
    add(calendar, icalproperty_new_version("2.0"));
    add(calendar, icalproperty_new_prodid("-//Asiakkuus//Consultation meetings//FI"));
    add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    icalcomponent_add_component(calendar, icalcomponent_new_from_string(zone_text));
    for (size_t i = 0; i < file->count; i++) {
        icalcomponent_add_component(calendar, event_new(&file->events[i], file->changed_at));
    }
    char *bytes = icalcomponent_as_ical_string_r(calendar);
    text_add_string(out, bytes);
    icalmemory_free_buffer(bytes);
    icalcomponent_free(calendar);
}
