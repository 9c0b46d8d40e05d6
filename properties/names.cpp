// Finding claims by name: exactly, by a pattern, and, for a mistyped word, the nearest one.
#include <algorithm>
#include <cctype>
#include <numeric>

#include "properties/catalogue.hpp"

namespace finalack::properties {

namespace {

/// Edits that turn `a` into `b`: insertions, deletions, substitutions, swaps of neighbours (the optimal string
/// alignment distance, which a swap of two letters leaves at one).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_back(b.size() + 1);
  std::vector<std::size_t> back(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_back.swap(back);
    back.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({back[j] + 1, row[j - 1] + 1, back[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
  }
  return row.back();
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

const Claim* Catalogue::find(std::string_view id) const {
  const auto found = std::find_if(claims_.begin(), claims_.end(), [&](const Claim& claim) { return claim.id == id; });
  return found == claims_.end() ? nullptr : &*found;
}

/// Goes back to the last star only: a match that an earlier star would need, the last one finds, too.
bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  for (std::size_t t = 0; t < text.size();) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

/// Near is what takes few edits, a third of the candidate's letters at most, or what the word is the beginning of.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string lower = lowered(word);
  const std::string* best = nullptr;
  std::size_t least = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t tolerated = std::max<std::size_t>(candidate.size() / 3, 1);
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t at_least = longer - std::min(word.size(), candidate.size());
    const bool begins_with_it = word.size() > 2 && lowered(candidate).starts_with(lower);
    if (at_least > tolerated && !begins_with_it) continue;
    const std::size_t distance = begins_with_it ? at_least : edit_distance(lower, lowered(candidate));
    if ((distance > tolerated && !begins_with_it) || (best != nullptr && distance >= least)) continue;
    best = &candidate;
    least = distance;
  }
  return best == nullptr ? std::string() : *best;
}

}  // namespace finalack::properties
