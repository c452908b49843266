/* What `--help` says: each command by its examples. */
#include "command.h"

#include <string.h>

static const char overview[] =
    "segment - decide clients' segments from answers, and say why\n"
    "\n"
    "  segment explain coping=easy need=many duration=continuous\n"
    "                                  one client, for a person to read\n"
    "  segment form --lang sv          the questions of a model\n"
    "  segment score people.csv -o segments.csv\n"
    "                                  many clients, CSV or NDJSON\n"
    "  segment check helsinki          what is wrong with a model, and how to fix it\n"
    "  segment compare helsinki --patch change.json people.csv\n"
    "                                  who would move where, and why\n"
    "  segment agree people.csv        how far client and professional agree\n"
    "\n"
    "Each command has its own help: segment score --help. Without --model the model is helsinki;\n"
    "a model is a name, found in the installed folder or in SEGMENT_MODELS, or the path of a "
    "file.\n"
    "\n"
    "Exit status: 0 all good; 1 some rows refused, or faults found; 2 usage, or no input.\n";

static const char form[] =
    "segment form - the questions of a model, for a frontend to draw\n"
    "\n"
    "  segment form                              helsinki in Finnish, as JSON\n"
    "  segment form --model lace --lang en\n"
    "  segment form --as fhir --url https://example.org/Questionnaire/helsinki\n"
    "\n"
    "Options\n"
    "  -m, --model NAME     a model by name or path (helsinki)\n"
    "  -l, --lang LANG      fi, sv or en (fi)\n"
    "      --as FORM        json, or fhir: a FHIR R4 Questionnaire\n"
    "      --url URL        the canonical URL of the Questionnaire, without its version; else\n"
    "                       https://asiakkuus.example/Questionnaire/ with the model's code\n";

static const char score[] =
    "segment score - segments for every row of a file\n"
    "\n"
    "  segment score people.csv -o segments.csv --rejects refused.csv\n"
    "  zcat people.ndjson.gz | segment score - --format ndjson > results.ndjson\n"
    "  segment score people.ndjson -o segments.csv\n"
    "  segment score people.csv --counts         how many in each segment, nothing else\n"
    "  segment score people.csv --compact        codes instead of words\n"
    "\n"
    "CSV has a header, its columns in any order: id, duration, age, the codes of the items, an\n"
    "axis' code where its state is given by judgement, flag.<code> with true or false, and\n"
    "client.<item> for the client's own view. An empty cell is unknown:\n"
    "\n"
    "  id,duration,d5_self_care,client.d5_self_care,need,flag.special_support\n"
    "  17,continuous,3,2,many,true\n"
    "\n"
    "NDJSON has an object a line, as the API takes it, with an id beside. Either form may be read\n"
    "and either written. As CSV the answer is id,segment,certain,possible,process,\n"
    "<score of each axis>,reason1,reason2,reason3,signals,model; as NDJSON, a result a line.\n"
    "\n"
    "Options\n"
    "  -m, --model NAME     a model by name or path (helsinki)\n"
    "  -o, --output FILE    where to (-, the standard output)\n"
    "  -f, --format FORMAT  of the input, csv or ndjson; else by the name of the file\n"
    "      --to FORMAT      of the output; else by the name of its file, else as the input\n"
    "  -r, --rejects FILE   refused rows: line, column, reason; without it the first three are "
    "shown\n"
    "  -i, --ignore NAMES   columns to pass over, with commas between\n"
    "  -t, --threads N      else as many as the machine has\n"
    "      --compact        codes;  --counts  only the counts\n"
    "  -q, --quiet          no progress, no summary, no word of refused rows\n"
    "\n"
    "A file is written beside its name (FILE.XXXXXX.part) and takes it when the whole is there. A\n"
    "run that fails or is interrupted leaves the old file, and no part.\n"
    "\n"
    "Exit status: 0 every row good; 1 some refused; 2 nothing done.\n";

static const char check[] =
    "segment check - what is wrong with a model, where, and how to fix it\n"
    "\n"
    "  segment check helsinki\n"
    "  segment check my-county.json\n"
    "  segment check helsinki --patch change.json    a change, before it is made\n"
    "\n"
    "First the file: members, codes, references, texts in fi, sv and en, gaps and overlaps of the\n"
    "cell table. Then the proof over every complete input: segments that nothing leads to, worse\n"
    "answers, worse judged states and longer durations that lead to lighter segments (with the\n"
    "two inputs), dead rules and signals, cut-offs that no score reaches; and as notes, rules\n"
    "whose order matters. Where a model is beyond the bounds of the proof it says undecided.\n"
    "\n"
    "Options\n"
    "  -p, --patch FILE     an RFC 6902 patch of the model\n"
    "  -a, --all            every finding, not some of each kind\n"
    "  -q, --quiet          faults only\n"
    "\n"
    "The proof takes some seconds at most; what it has not come to by then is undecided too.\n"
    "\n"
    "Exit status: 0 no fault; 1 faults; 2 no such model, or no patch that fits it.\n";

static const char compare[] =
    "segment compare - who would move where, and what moves them\n"
    "\n"
    "  segment compare helsinki new.json people.csv\n"
    "  segment compare helsinki helsinki@2 people.csv    the next version, from its own file\n"
    "  segment compare helsinki --patch change.json people.csv --movers movers.csv\n"
    "\n"
    "A change as a patch (RFC 6902), here a higher cut-off of need:\n"
    "\n"
    "  [ { \"op\": \"replace\", \"path\": \"/axes/1/bands/1/from\", \"value\": 450 } ]\n"
    "\n"
    "Prints what the second model says otherwise, the matrix of segments before and after, and "
    "how\n"
    "many move because of which weight, cut-off, cell or rule; then the signals that are given "
    "more\n"
    "or less often, and whose next review comes sooner or later (a result without a segment has\n"
    "none). A column that only one model knows is ignored by the other, and named. Rows that one "
    "of\n"
    "the two refuses are not compared.\n"
    "\n"
    "Options\n"
    "  -p, --patch FILE     the second model is the first one, changed\n"
    "  -m, --movers FILE    id,from,to,cause of everybody who moves\n"
    "  -f, --format FORMAT  csv or ndjson\n"
    "  -i, --ignore NAMES   columns to pass over\n"
    "\n"
    "Exit status: 0 every row compared; 1 some refused; 2 nothing done.\n";

static const char agree[] =
    "segment agree - how far the client's and the professional's answers agree\n"
    "\n"
    "  segment agree people.csv\n"
    "  segment agree --model paijathame answers.ndjson\n"
    "\n"
    "Over all rows, for each item and for all together: how many pairs of levels there are, how "
    "many\n"
    "percent are the same, Cohen's kappa, and kappa with linear weights. A figure that is not\n"
    "defined is left empty:\n"
    "\n"
    "  item,pairs,percent,kappa,kappa_weighted\n"
    "  d5_self_care,812,71.3,0.52,0.61\n"
    "\n"
    "Options\n"
    "  -m, --model NAME     a model by name or path (helsinki)\n"
    "  -f, --format FORMAT  csv or ndjson\n"
    "  -i, --ignore NAMES   columns to pass over\n"
    "\n"
    "Exit status: 0 done; 1 some rows refused and left out; 2 nothing done.\n";

static const char explain[] =
    "segment explain - one client: segment, scores, reasons, rules, signals, what next, what if\n"
    "\n"
    "  segment explain coping=easy need=many duration=continuous\n"
    "  segment explain d5_self_care=3 d2_tasks=2 client.d5_self_care=1 special_support=true\n"
    "  segment explain --lang en --as json client.json\n"
    "  echo '{\"coping\":\"easy\",\"need\":\"few\"}' | segment explain -\n"
    "\n"
    "An answer is CODE=VALUE: an item, client.ITEM for the client's view, an axis by judgement, a\n"
    "flag (or flag.CODE), duration or age; or a JSON file as the API takes it.\n"
    "\n"
    "Options\n"
    "  -m, --model NAME     a model by name or path (helsinki)\n"
    "  -l, --lang LANG      fi, sv or en (fi)\n"
    "  -a, --as FORM        text or json (text)\n"
    "\n"
    "Exit status: 0 explained; 1 the answers are refused; 2 usage.\n";

static const struct {
    const char *command, *text;
} pages[] = {{"", overview},       {"form", form},       {"score", score}, {"check", check},
             {"compare", compare}, {"explain", explain}, {"agree", agree}};

bool help_print(const char *command, FILE *out) {
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(pages[i].command, command) == 0) {
            fputs(pages[i].text, out);
            return true;
        }
    }
    return false;
}
