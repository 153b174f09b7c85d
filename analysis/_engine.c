/* The permutation engine of analysis/permutation.py, compiled: the same draws, the same integers, the same bits.
 *
 * Plain C, no Python inside: analysis/engine.py loads it through ctypes and falls back to NumPy where it was
 * not built. Every floating-point sum runs in the order of the NumPy form, and contraction to fused
 * multiply-add is switched off when it is built.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define API __declspec(dllexport)
#else
#define API __attribute__((visibility("default")))
#endif

/* setuptools names the library as an extension module, and some linkers want its entry. */
API void *PyInit__engine(void) { return NULL; }

/* engine.py takes no library of another version: raise both when a signature or a result changes. */
API int version(void) { return 3; }

#define GOLDEN 0x9E3779B97F4A7C15ULL
#define STEPS (1ULL << 24)
#define FEW 4 /* groups up to this size are compared one by one */

static inline uint64_t mixed(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/* A whole number below limit (< 2^31): the high 64 bits of random * limit. */
static inline int64_t below(uint64_t counter, uint64_t limit) {
    uint64_t x = mixed(counter);
    return (int64_t)(((x >> 32) * limit + (((x & 0xFFFFFFFFULL) * limit) >> 32)) >> 32);
}

/* First `length` of a random ordering of the deck; the deck is put back by restore(). */
static inline void shuffle(int32_t *deck, int64_t n, int64_t length, uint64_t key, uint64_t draw, int32_t *places) {
    uint64_t counter = key + draw * (STEPS * GOLDEN);
    for (int64_t t = 0; t < length; t++) {
        counter += GOLDEN;
        int64_t j = t + below(counter, (uint64_t)(n - t));
        int32_t held = deck[j];
        deck[j] = deck[t];
        deck[t] = held;
        places[t] = (int32_t)j;
    }
}

static inline void restore(int32_t *deck, int64_t length, const int32_t *places) {
    for (int64_t t = length - 1; t >= 0; t--) {
        int32_t held = deck[places[t]];
        deck[places[t]] = deck[t];
        deck[t] = held;
    }
}

static int32_t *identity(int64_t n) {
    int32_t *deck = malloc(sizeof(int32_t) * (size_t)(n > 0 ? n : 1));
    if (deck)
        for (int64_t i = 0; i < n; i++) deck[i] = (int32_t)i;
    return deck;
}

/* What each function is given stands in a struct, whose fields engine.py names one by one in the same order;
 * then which draws, from start to stop, and where the answer goes. Nothing is written but the answer. */

typedef struct {
    int64_t n, length;
    uint64_t key;
} Deal;

/* orderings(): out is length x (stop - start). */
API int deal(const Deal *given, int64_t start, int64_t stop, int32_t *out) {
    int64_t n = given->n, length = given->length;
    uint64_t key = given->key;
    int32_t *deck = identity(n), *places = malloc(sizeof(int32_t) * (size_t)(length + 1));
    if (!deck || !places) { free(deck); free(places); return 1; }
    int64_t size = stop - start;
    for (int64_t b = 0; b < size; b++) {
        shuffle(deck, n, length, key, (uint64_t)(start + b), places);
        for (int64_t t = 0; t < length; t++) out[t * size + b] = deck[t];
        restore(deck, length, places);
    }
    free(deck);
    free(places);
    return 0;
}

/* Sum over joins of w_ij fixed_i dealt_j for every draw; fixed is dealt too where `together`. */
typedef struct {
    int64_t n, n_strata, together;
    const int64_t *pool, *pool_start;
    const uint64_t *keys;
    const int64_t *indptr;
    const int32_t *indices;
    const double *weights, *fixed, *dealt;
} Products;

API int products(const Products *g, int64_t start, int64_t stop, double *out) {
    int64_t n = g->n, n_strata = g->n_strata, together = g->together;
    const int64_t *pool = g->pool, *pool_start = g->pool_start, *indptr = g->indptr;
    const uint64_t *keys = g->keys;
    const int32_t *indices = g->indices;
    const double *weights = g->weights, *fixed = g->fixed, *dealt = g->dealt;
    double *deck = malloc(sizeof(double) * (size_t)n), *given = malloc(sizeof(double) * (size_t)n);
    if (!deck || !given) { free(deck); free(given); return 1; }
    for (int64_t p = start; p < stop; p++) {
        for (int64_t s = 0; s < n_strata; s++) { /* shuffle() of the values themselves */
            const int64_t *units = pool + pool_start[s];
            int64_t m = pool_start[s + 1] - pool_start[s];
            uint64_t counter = keys[s] + (uint64_t)p * (STEPS * GOLDEN);
            for (int64_t i = 0; i < m; i++) deck[i] = dealt[units[i]];
            for (int64_t t = 0; t < m; t++) {
                counter += GOLDEN;
                int64_t j = t + below(counter, (uint64_t)(m - t));
                given[units[t]] = deck[j];
                deck[j] = deck[t];
            }
        }
        const double *mine = together ? given : fixed;
        double total = 0.0;
        for (int64_t i = 0; i < n; i++) {
            double lag = 0.0;
            for (int64_t e = indptr[i]; e < indptr[i + 1]; e++) lag += weights[e] * given[indices[e]];
            total += lag * mine[i];
        }
        out[p - start] = total;
    }
    free(deck);
    free(given);
    return 0;
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* A sorted array with a table of where to begin: equal slices of its range. */
typedef struct {
    const int64_t *sorted;
    int64_t n, low;
    int shift;
    int64_t slices;
    int32_t *table; /* slices + 2 entries */
} Sorted;

static int64_t table_room(int64_t n) { return 4 * n + 4; }

static void lay(Sorted *s, const int64_t *sorted, int64_t n, int32_t *table) {
    s->sorted = sorted;
    s->n = n;
    s->low = sorted[0];
    uint64_t range = (uint64_t)(sorted[n - 1] - sorted[0]);
    s->shift = 0;
    while ((range >> s->shift) >= (uint64_t)(2 * n)) s->shift++;
    s->slices = (int64_t)(range >> s->shift) + 1;
    s->table = table;
    int64_t at = 0;
    for (int64_t k = 0; k < s->slices; k++) {
        while (at < n && (int64_t)((uint64_t)(sorted[at] - s->low) >> s->shift) < k) at++;
        table[k] = (int32_t)at;
    }
    table[s->slices] = (int32_t)n;
}

/* How many are <= x, and how many are < x. */
static inline void locate(const Sorted *s, int64_t x, int64_t *at_most, int64_t *less) {
    if (x < s->low) { *at_most = *less = 0; return; }
    uint64_t k = (uint64_t)(x - s->low) >> s->shift;
    if (k >= (uint64_t)s->slices) { *at_most = *less = s->n; return; }
    int64_t lo = s->table[k], hi = s->table[k + 1], first = lo;
    while (lo < hi) {
        int64_t mid = (lo + hi) >> 1;
        if (s->sorted[mid] <= x) lo = mid + 1; else hi = mid;
    }
    *at_most = lo;
    if (lo == first || s->sorted[lo - 1] != x) { *less = lo; return; }
    hi = lo - 1;
    lo = first;
    while (lo < hi) {
        int64_t mid = (lo + hi) >> 1;
        if (s->sorted[mid] < x) lo = mid + 1; else hi = mid;
    }
    *less = lo;
}

/* tail_counts(). Units of a group (the same prefix sums) stand together in `order`, and each group's
 * observed sums, sorted, in `ranked` (in the order of `order`). */
typedef struct {
    int64_t n, n_strata, rows, width, n_groups;
    const int64_t *pool, *pool_start, *length, *first;
    const uint64_t *keys;
    const int32_t *parts, *own, *within;
    const int64_t *values, *observed, *group_start;
    const int32_t *order;
    const int64_t *ranked;
} Tails;

API int tails(const Tails *q, int64_t start, int64_t stop, int64_t *greater, int64_t *less) {
    int64_t n = q->n, n_strata = q->n_strata, rows = q->rows, width = q->width, n_groups = q->n_groups;
    const int64_t *pool = q->pool, *pool_start = q->pool_start, *length = q->length, *first = q->first;
    const uint64_t *keys = q->keys;
    const int32_t *parts = q->parts, *own = q->own, *within = q->within, *order = q->order;
    const int64_t *values = q->values, *observed = q->observed, *group_start = q->group_start, *ranked = q->ranked;
    int64_t most = n > 16384 ? 8192 : 1024, longest = 0, tested = group_start[n_groups];
    if (most > stop - start) most = stop - start;
    int64_t stride = most + 8;
    for (int64_t s = 0; s < n_strata; s++)
        if (length[s] > longest) longest = length[s];
    int64_t largest_pool = 0, small = 0;
    for (int64_t s = 0; s < n_strata; s++)
        if (pool_start[s + 1] - pool_start[s] > largest_pool) largest_pool = pool_start[s + 1] - pool_start[s];
    for (int64_t g = 0; g < n_groups; g++) {
        int64_t m = group_start[g + 1] - group_start[g];
        if (m <= 2 * most) small += table_room(m);
    }
    int64_t *sums = calloc((size_t)(rows * stride), sizeof(int64_t));
    int32_t *dealt = malloc(sizeof(int32_t) * (size_t)(rows * stride));
    int32_t *deck = identity(largest_pool), *places = malloc(sizeof(int32_t) * (size_t)(longest + 1));
    int64_t *null = malloc(sizeof(int64_t) * (size_t)stride);
    int32_t *table = malloc(sizeof(int32_t) * (size_t)(small + table_room(most)));
    Sorted *laid = malloc(sizeof(Sorted) * (size_t)(n_groups + 1));
    int64_t *from = calloc((size_t)(tested + n_groups + 1), sizeof(int64_t));
    int64_t *upto = calloc((size_t)(tested + n_groups + 1), sizeof(int64_t));
    int failed = !sums || !dealt || !deck || !places || !null || !table || !laid || !from || !upto;
    if (!failed) {
        int32_t *free_table = table + table_room(most);
        for (int64_t g = 0; g < n_groups; g++) {
            int64_t m = group_start[g + 1] - group_start[g];
            if (m <= FEW || m > 2 * most) continue;
            lay(&laid[g], ranked + group_start[g], m, free_table);
            free_table += table_room(m);
        }
        for (int64_t begin = start; begin < stop; begin += most) {
            int64_t size = stop - begin < most ? stop - begin : most;
            for (int64_t s = 0; s < n_strata; s++) {
                const int64_t *units = pool + pool_start[s];
                int64_t m = pool_start[s + 1] - pool_start[s], k = length[s];
                int64_t *row = sums + (first[s] + 1) * stride;
                int32_t *unit_row = dealt + (first[s] + 1) * stride;
                for (int64_t b = 0; b < size; b++) {
                    shuffle(deck, m, k, keys[s], (uint64_t)(begin + b), places);
                    int64_t running = 0;
                    for (int64_t t = 0; t < k; t++) {
                        int64_t unit = units[deck[t]];
                        running += values[unit];
                        row[t * stride + b] = running;
                        unit_row[t * stride + b] = (int32_t)unit;
                    }
                    restore(deck, k, places);
                }
            }
            for (int64_t g = 0; g < n_groups; g++) {
                int64_t head = group_start[g], m = group_start[g + 1] - head;
                const int32_t *part = parts + (int64_t)order[head] * width;
                const int64_t *found = sums + part[0] * stride;
                if (width > 1 && part[1]) {
                    memcpy(null, found, sizeof(int64_t) * (size_t)size);
                    for (int64_t j = 1; j < width && part[j]; j++)
                        for (int64_t b = 0; b < size; b++) null[b] += sums[part[j] * stride + b];
                    found = null;
                }
                if (m <= FEW) {
                    for (int64_t i = 0; i < m; i++) {
                        int64_t unit = order[head + i], seen = observed[unit], up = 0, down = 0;
                        for (int64_t b = 0; b < size; b++) {
                            up += found[b] >= seen;
                            down += found[b] <= seen;
                        }
                        greater[unit] += up;
                        less[unit] += down;
                    }
                } else if (m <= 2 * most) {
                    int64_t *f = from + head + g, *u = upto + head + g, a, l;
                    for (int64_t b = 0; b < size; b++) {
                        locate(&laid[g], found[b], &a, &l);
                        u[a]++; /* at least as large as the first a observed */
                        f[l]++; /* at most as large as those from l on */
                    }
                } else {
                    Sorted here;
                    int64_t a, l;
                    if (found != null) memcpy(null, found, sizeof(int64_t) * (size_t)size);
                    qsort(null, (size_t)size, sizeof(int64_t), ascending);
                    lay(&here, null, size, table);
                    for (int64_t i = 0; i < m; i++) {
                        int64_t unit = order[head + i];
                        locate(&here, observed[unit], &a, &l);
                        greater[unit] += size - l;
                        less[unit] += a;
                    }
                }
            }
            for (int64_t s = 0; s < n_strata; s++)
                for (int64_t t = 0; t < length[s]; t++) {
                    const int32_t *unit_row = dealt + (first[s] + 1 + t) * stride;
                    for (int64_t b = 0; b < size; b++) {
                        int64_t unit = unit_row[b];
                        if (t >= within[unit]) continue;
                        int64_t plain = 0, seen = observed[unit];
                        const int32_t *part = parts + unit * width;
                        for (int64_t j = 0; j < width && (j == 0 || part[j]); j++) plain += sums[part[j] * stride + b];
                        int64_t held = plain - sums[own[unit] * stride + b] + sums[(own[unit] + 1) * stride + b]
                                       - values[unit];
                        greater[unit] += (held >= seen) - (plain >= seen);
                        less[unit] += (held <= seen) - (plain <= seen);
                    }
                }
        }
        for (int64_t g = 0; g < n_groups; g++) {
            int64_t head = group_start[g], m = group_start[g + 1] - head, running = 0;
            if (m <= FEW || m > 2 * most) continue;
            int64_t *f = from + head + g, *u = upto + head + g;
            for (int64_t i = m - 1; i >= 0; i--) {
                running += u[i + 1];
                greater[order[head + i]] += running;
            }
            running = 0;
            for (int64_t i = 0; i < m; i++) {
                running += f[i];
                less[order[head + i]] += running;
            }
        }
    }
    free(sums);
    free(dealt);
    free(deck);
    free(places);
    free(null);
    free(table);
    free(laid);
    free(from);
    free(upto);
    return failed;
}

static inline int32_t root(int32_t *parent, int32_t x) {
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
}

/* Patches of drawn sets: `drawn` holds `size` units a draw, `near` and `hubs` a padded row of neighbors (filled
 * with n) and of hubs (filled with -1) a unit. For each place its patch (the first place in it) and the patch's
 * size; for each draw its joins. */
typedef struct {
    int64_t n, size, width, hub_width, n_hubs;
    const int32_t *near, *hubs, *drawn;
} Patches;

API int patches(const Patches *g, int64_t start, int64_t stop, int32_t *label, int32_t *found, int64_t *joins) {
    int64_t n = g->n, size = g->size, width = g->width, hub_width = g->hub_width, n_hubs = g->n_hubs;
    const int32_t *near = g->near, *hubs = g->hubs, *drawn = g->drawn;
    int64_t nodes = size + n_hubs;
    int32_t *place = malloc(sizeof(int32_t) * (size_t)(n + 1)), *parent = malloc(sizeof(int32_t) * (size_t)(nodes + 1));
    int32_t *first = malloc(sizeof(int32_t) * (size_t)(nodes + 1)), *count = malloc(sizeof(int32_t) * (size_t)(nodes + 1));
    if (!place || !parent || !first || !count) { free(place); free(parent); free(first); free(count); return 1; }
    for (int64_t i = 0; i <= n; i++) place[i] = -1;
    for (int64_t d = start; d < stop; d++) {
        const int32_t *set = drawn + d * size;
        int64_t met = 0;
        for (int64_t x = 0; x < nodes; x++) { parent[x] = (int32_t)x; first[x] = -1; count[x] = 0; }
        for (int64_t i = 0; i < size; i++) place[set[i]] = (int32_t)i;
        for (int64_t i = 0; i < size; i++) {
            const int32_t *beside = near + (int64_t)set[i] * width, *at = hubs + (int64_t)set[i] * hub_width;
            for (int64_t k = 0; k < width && beside[k] < n; k++) {
                int32_t j = place[beside[k]];
                if (j <= i) continue;
                met++;
                parent[root(parent, j)] = root(parent, (int32_t)i);
            }
            for (int64_t k = 0; k < hub_width && at[k] >= 0; k++)
                parent[root(parent, (int32_t)(size + at[k]))] = root(parent, (int32_t)i);
        }
        for (int64_t i = 0; i < size; i++) {
            int32_t r = root(parent, (int32_t)i);
            if (first[r] < 0) first[r] = (int32_t)i;
            label[d * size + i] = first[r];
            count[r]++;
        }
        for (int64_t i = 0; i < size; i++) found[d * size + i] = count[root(parent, (int32_t)i)];
        for (int64_t i = 0; i < size; i++) place[set[i]] = -1;
        joins[d] = met;
    }
    free(place);
    free(parent);
    free(first);
    free(count);
    return 0;
}
