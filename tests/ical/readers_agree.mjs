// Calendars as we write them, read by two libraries of others: the same meetings over three years,
// for rules of every kind. node tests/ical/readers_agree.mjs TEST_ICAL
import { execFileSync } from 'node:child_process';
import { readers } from './readers.mjs';

if (readers.length === 0) {
    console.log('SKIPPED: no packages of npm: no other reader of calendars');
    process.exit(0);
}

// Rule, first day, minute of the day, days without a meeting. Times that a change leaves out or repeats
// are not here, where no reader agrees with another, nor is the hour after midnight, which node-ical loses.
const series = [
    ['FREQ=WEEKLY;BYDAY=TU', '2026-12-01', 540, ['2026-12-08', '2027-06-01']],
    ['FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330', '2026-12-01', 540, []],
    ['FREQ=WEEKLY;BYDAY=TU;UNTIL=20270323', '2026-12-01', 540, ['2027-03-16']],
    ['FREQ=WEEKLY;BYDAY=TU;UNTIL=20281031', '2026-12-01', 720, []],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', '2026-12-03', 480, []],
    ['FREQ=WEEKLY;INTERVAL=3;BYDAY=FR', '2026-12-04', 855, ['2027-04-09']],
    ['FREQ=WEEKLY;BYDAY=WE;COUNT=40', '2026-12-02', 1260, []],
    ['FREQ=WEEKLY;BYDAY=SU', '2026-12-06', 300, []],
    ['FREQ=WEEKLY', '2026-12-03', 90, []],
    ['FREQ=MONTHLY;BYDAY=4TU', '2027-02-23', 540, []],
    ['FREQ=MONTHLY;BYDAY=-1TU', '2027-02-23', 540, []],
    ['FREQ=MONTHLY;BYDAY=1TU,3TU', '2026-12-01', 540, []],
    ['FREQ=MONTHLY;BYDAY=5TU', '2026-12-29', 540, []],
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-12-31', 540, []],
    ['FREQ=MONTHLY;BYMONTHDAY=15,-1', '2026-12-15', 540, []],
    ['FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=8,9,10,11,12,13,14', '2026-12-08', 540, []],
    ['FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE', '2026-12-09', 540, []],
    ['FREQ=MONTHLY', '2026-12-30', 540, []],
    ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270630', '2026-12-01', 540, ['2026-12-24']],
    ['FREQ=DAILY;INTERVAL=10', '2026-12-01', 1439, []],
    ['FREQ=DAILY;BYMONTHDAY=1,15', '2026-12-01', 540, []],
];
const [from, to] = ['2026-12-01', '2029-11-30'];

let passed = 0;
let failed = 0;
for (const [rule, start, minute, except] of series) {
    const printed = execFileSync(process.argv[2], [rule, start, String(minute), from, to, ...except])
        .toString();
    const end = printed.indexOf('END:VCALENDAR') + 'END:VCALENDAR\r\n'.length;
    const own = printed.slice(end).trim().split('\n');
    for (const reader of readers) {
        const theirs = reader.read(printed.slice(0, end), new Date(`${from}T00:00:00+02:00`),
            new Date('2029-12-01T00:00:00+02:00'));
        const same = own.length === theirs.length && own.every((at, i) => at === theirs[i]);
        if (same) {
            passed++;
        } else {
            failed++;
            console.log(`FAILED: ${rule} from ${start}: ${reader.name} reads`);
            console.log('    only here: ', own.filter((at) => !theirs.includes(at)).slice(0, 5));
            console.log('    only there:', theirs.filter((at) => !own.includes(at)).slice(0, 5));
        }
    }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
