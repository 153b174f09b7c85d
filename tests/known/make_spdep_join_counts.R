# Join counts as R's spdep gives them, on the 4x4 board and on a 12x12 grid: run by
#   Rscript tests/known/make_spdep_join_counts.R
# Writes spdep_join_counts.csv beside this file. Non-free sampling, style B, adjust.n = FALSE.
suppressPackageStartupMessages(library(spdep))
out <- "tests/known/spdep_join_counts.csv"
rows <- list()
for (side in c(4, 12)) {
  for (queen in c(FALSE, TRUE)) {
    lw <- nb2listw(cell2nb(side, side, type = if (queen) "queen" else "rook"), style = "B")
    n <- side * side
    # members: (7 k) mod n for k = 1 .. n/4, plus the south-west 2x2 square; cell k is row-major from 1
    chosen <- unique(c((7 * seq_len(n %/% 4)) %% n + 1, 1, 2, side + 1, side + 2))
    x <- factor(ifelse(seq_len(n) %in% chosen, "B", "W"), levels = c("B", "W"))
    two <- joincount.test(x, lw, zero.policy = TRUE, adjust.n = FALSE)
    multi <- joincount.multi(x, lw, zero.policy = TRUE, adjust.n = FALSE)
    for (pair in c("B:B", "W:W", "W:B"))
      rows[[length(rows) + 1]] <- data.frame(side = side, queen = queen, colors = "2", pair = pair,
        observed = multi[pair, 1], expected = multi[pair, 2], variance = multi[pair, 3])
    stopifnot(all.equal(unname(two[[1]]$estimate[1:3]), unname(multi["B:B", 1:3])))
    y <- factor(c("a", "b", "c")[(seq_len(n) * seq_len(n)) %% 7 %% 3 + 1])
    three <- joincount.multi(y, lw, zero.policy = TRUE, adjust.n = FALSE)
    for (pair in setdiff(rownames(three), "Jtot"))
      rows[[length(rows) + 1]] <- data.frame(side = side, queen = queen, colors = "3", pair = pair,
        observed = three[pair, 1], expected = three[pair, 2], variance = three[pair, 3])
  }
}
con <- file(out, "w")
writeLines(c(paste0("# program: spdep ", packageVersion("spdep"), ", R ", getRversion()),
             "# script: tests/known/make_spdep_join_counts.R",
             "# date: 2026-11-21"), con)
table <- do.call(rbind, rows)
for (column in c("observed", "expected", "variance")) table[[column]] <- sprintf("%.15g", table[[column]])
write.csv(table, con, row.names = FALSE, quote = FALSE)
close(con)
