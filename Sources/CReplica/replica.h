/* replica-kit for programs in C, and in every language that calls C.
 *
 * A call is a command of the tool `replica`, word by word, run inside of your program: its verbs, its options and its
 * answers are those of the command line (`replica --help`), and so are its exit codes. Arrays need no files: an array
 * in your memory has a name that begins with "memory:" and stands in the command wherever a file may stand. Files that
 * the command writes under such names stay in memory too.
 *
 *     double q[64 * 256];
 *     int64_t shape[] = {64, 256};
 *     replica_array array = {.path = "memory:q", .data = q, .type = REPLICA_FLOAT64, .rank = 2, .shape = shape};
 *     const char *words[] = {"classify", "memory:q"};
 *     replica_job *job;
 *     if (replica_run(words, 2, &array, 1, NULL, &job) == REPLICA_DONE) puts(replica_document(job));
 *     else fputs(replica_message(job), stderr);
 *     replica_release(job);
 *
 * Every function may be called from any thread, and any number of commands may run at a time. Results do not depend on
 * that, nor on the number of threads (`--threads`). Nothing is printed, no signal handler is installed and the process
 * is never ended. All text is UTF-8 that ends with a zero; text and bytes of a job are valid until it is released.
 *
 * In a process that was forked from one that had started commands, none can be started: a fork has no threads. Such a
 * command ends with REPLICA_REFUSED; start the process anew (Python: multiprocessing with "spawn").
 */
#ifndef REPLICA_H
#define REPLICA_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a command ended: the exit codes of the tool. */
enum {
  REPLICA_RUNNING = -1,     /* it has not ended */
  REPLICA_DONE = 0,         /* it has a result */
  REPLICA_REFUSED = 1,      /* the computation failed or was refused; the message says why and what to change */
  REPLICA_USAGE = 64,       /* a verb or an option is wrong, or an argument of a function here */
  REPLICA_BAD_DATA = 65,    /* an array or a file holds what cannot be used; the message says where */
  REPLICA_MISSING = 66,     /* a file is missing or unreadable */
  REPLICA_CANNOT_CREATE = 73, /* a file cannot be made, or is there already */
  REPLICA_UNFINISHED = 75,  /* the time limit is over; the same command with --resume goes on */
  REPLICA_INTERRUPTED = 130 /* it was cancelled; a run on disk goes on with --resume */
};

/* What an element of an array is, in the byte order of the machine. */
enum {
  REPLICA_FLOAT64 = 0,
  REPLICA_FLOAT32 = 1,
  REPLICA_FLOAT16 = 2,
  REPLICA_INT64 = 3, /* must be exact in a double, as uint64 */
  REPLICA_INT32 = 4,
  REPLICA_INT16 = 5,
  REPLICA_INT8 = 6,
  REPLICA_UINT64 = 7,
  REPLICA_UINT32 = 8,
  REPLICA_UINT16 = 9,
  REPLICA_UINT8 = 10,
  REPLICA_BOOL = 11, /* one byte, 0 or 1; truth values stand for spins -1 and +1 */
  REPLICA_FILE = 12 /* the bytes of a whole file, of one dimension; the ending of the path says of which format */
};

/* An array in the caller's memory. All but `data` is copied when the command starts; `data` is read while the command
 * runs, never written, and must stay until it has ended.
 *
 * Spins ±1 of two or three dimensions are packed where they lie, one bit each; other numbers are converted once to
 * doubles, of which a copy is made. A file, such as "memory:couplings.npz", is read as one on a disk. */
typedef struct replica_array {
  /* What stands for the array in the command, such as "memory:spins". */
  const char *path;
  /* The element whose indices are all 0. */
  const void *data;
  /* One of REPLICA_FLOAT64 to REPLICA_BOOL. */
  int32_t type;
  /* The number of dimensions, 0 to 32. */
  int32_t rank;
  /* The number of elements along every dimension. */
  const int64_t *shape;
  /* The distance in bytes between neighbours along every dimension, of any sign; NULL for C order without gaps. */
  const int64_t *strides;
  /* What the dimensions are, such as "replica" and "site", in any order; NULL where they have no names. */
  const char *const *dimensions;
  /* The coordinates of every dimension, NULL for one without; NULL where none has any. */
  const double *const *coordinates;
} replica_array;

/* A command that was started, and its result. */
typedef struct replica_job replica_job;

/* Starts a command and returns at once.
 *
 * words, count: the words of the command line after "replica"; arrays, array_count: the arrays that it names.
 * job: the command; to be released in any case.
 * Returns REPLICA_RUNNING, or REPLICA_USAGE with a message in the job for arguments that no command can have. With a
 * job of NULL nothing is done. */
int32_t replica_start(
  const char *const *words, int32_t count, const replica_array *arrays, int32_t array_count, replica_job **job);

/* Waits until a command has ended, at most so many seconds (below 0: for ever).
 * Returns 1 when it has ended, otherwise 0. */
int32_t replica_wait(replica_job *job, double seconds);

/* Interrupts a command, as Ctrl-C does: a run on disk keeps a checkpoint, other work stops at the end of the piece at
 * hand. Returns at once; wait for the end. */
void replica_cancel(replica_job *job);

/* How far the work has come: 0 to 1 of the piece that began last, whose name ("sampling") is put into a label of so
 * many bytes; NULL for none. */
double replica_progress(replica_job *job, char *label, int64_t size);

/* How a command ended, REPLICA_RUNNING before that. */
int32_t replica_code(replica_job *job);

/* What went wrong, or the help or version that was asked for; empty for nothing. */
const char *replica_message(replica_job *job);

/* The result as one JSON object, byte for byte what the tool prints with --json, final newline included; NULL without a result. A
 * command may have both a result and a code that is not 0: a run that is not equilibrated within its budget, for example. */
const char *replica_document(replica_job *job);

/* Warnings and hints, one on a line; empty for none. */
const char *replica_notes(replica_job *job);

/* The result for people, what the tool prints without --json, in lines of so many characters; 0 for any number. */
const char *replica_text(replica_job *job, int32_t width);

/* The same in parts: a JSON list of {"text"}, {"remark"} and {"header", "rows"}. */
const char *replica_sections(replica_job *job);

/* Draws the figures of the result as .svg, .pdf or .png with gnuplot, whose script and data lie beside it.
 * Returns NULL when that is done, otherwise why not; a result without figures draws nothing and says so. */
const char *replica_draw(replica_job *job, const char *path);

/* A file that was written in memory, from 0 in the order in which they were written.
 * Returns 1, or 0 where there is none. An .npy file is an array behind a header. */
int32_t replica_file(replica_job *job, int32_t index, const char **path, const void **bytes, int64_t *size);

/* Gives a job back; NULL does nothing. One that still runs is cancelled, and reads its arrays until it has ended. */
void replica_release(replica_job *job);

/* What a program is asked, and told, while a command runs. */
typedef struct replica_callbacks {
  /* Whether to interrupt the command; NULL for never. */
  int32_t (*interrupt)(void *context);
  /* How far the work has come, as replica_progress; NULL for nobody to be told. */
  void (*progress)(void *context, const char *label, double fraction);
  /* Handed to both. */
  void *context;
} replica_callbacks;

/* Runs a command to its end: replica_start and replica_wait. The callbacks are asked on the thread of the caller, about
 * twenty times a second. Returns how it ended. */
int32_t replica_run(
  const char *const *words, int32_t count, const replica_array *arrays, int32_t array_count,
  const replica_callbacks *callbacks, replica_job **job);

/* The versions as a JSON object: "version", "stream_format" (of random numbers), "store_format" (of runs). */
const char *replica_version(void);

/* The tool itself: runs the command of this process, whose words are those of its command line, and ends the process. */
void replica_main(void);

#ifdef __cplusplus
}
#endif

#endif
