// How two libraries of others read a calendar: [{ name, read(ics, from, to) }], where `read` gives
// the starts of its meetings between two instants as RFC 3339 in UTC, in order. Empty where npm's
// packages are not there.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(fileURLToPath(new URL('../../tools/package.json', import.meta.url)));

function found(name) {
    try {
        return require(name);
    } catch (error) {
        if (error.code === 'MODULE_NOT_FOUND') {
            return null;
        }
        throw error;
    }
}

const iso = (date) => date.toISOString().replace('.000Z', 'Z');
const sorted = (dates, from, to) =>
    dates.filter((date) => date >= from && date < to).map(iso).sort();

// ical.js of Mozilla: expands by itself, with the file's own VTIMEZONE.
function readIcalJs(ICAL) {
    return (ics, from, to) => {
        const calendar = new ICAL.Component(ICAL.parse(ics));
        const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone'));
        const masters = new Map();
        const components = calendar.getAllSubcomponents('vevent').map((c) => new ICAL.Event(c));
        const instant = (time) => {
            time.zone = zone;
            return time.toJSDate();
        };
        for (const event of components.filter((e) => !e.isRecurrenceException())) {
            masters.set(event.uid, event);
        }
        for (const event of components.filter((e) => e.isRecurrenceException())) {
            masters.get(event.uid).relateException(event);
        }
        const starts = [];
        for (const event of masters.values()) {
            if (!event.isRecurring()) {
                starts.push(instant(event.startDate));
                continue;
            }
            const iterator = event.iterator();
            for (let time = iterator.next(); time; time = iterator.next()) {
                const details = event.getOccurrenceDetails(time);
                const start = instant(details.startDate);
                if (start - to > 30 * 86400e3) {
                    break;
                }
                starts.push(start);
            }
        }
        return sorted(starts, from, to);
    };
}

// node-ical: its own parser over rrule-temporal, with the zone by its name.
function readNodeIcal(ical) {
    return (ics, from, to) => {
        const starts = [];
        for (const event of Object.values(ical.sync.parseICS(ics))) {
            if (event.type !== 'VEVENT') {
                continue;
            }
            if (!event.rrule) {
                starts.push(event.start);
                continue;
            }
            for (const instance of ical.expandRecurringEvent(event, { from, to })) {
                starts.push(instance.start);
            }
        }
        return sorted(starts.map((start) => new Date(start.getTime())), from, to);
    };
}

const icalJs = found('ical.js');
const nodeIcal = found('node-ical');
export const readers = icalJs && nodeIcal
    ? [
          { name: 'ical.js', read: readIcalJs(icalJs.default ?? icalJs) },
          { name: 'node-ical', read: readNodeIcal(nodeIcal.default ?? nodeIcal) },
      ]
    : [];
