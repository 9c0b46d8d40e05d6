// A growing array whose elements are written in place: what the innermost loops append to.
//
// std::vector clears what it grows by and, in a loop of some size, is no longer inlined; both together took a tenth of
// a search's time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace finalack::checker {

template <class T> class FlatArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;
  using const_iterator = const T*;

  FlatArray() = default;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T* data() const { return storage_.data(); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }
  const T& operator[](std::size_t i) const { return storage_[i]; }
  const T& front() const { return storage_[0]; }
  const T& back() const { return storage_[size_ - 1]; }

  void clear() { size_ = 0; }
  [[gnu::always_inline]] void push_back(const T& value) {
    *room(1) = value;
    ++size_;
  }
  /// Where the next elements go: at least `count` of them may be written there, and count once `add` says how many.
  [[gnu::always_inline]] T* room(std::size_t count) {
    if (storage_.size() - size_ < count) grow(count);
    return storage_.data() + size_;
  }
  void add(std::size_t count) { size_ += count; }

  friend bool operator==(const FlatArray& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  [[gnu::noinline]] void grow(std::size_t count) { storage_.resize(std::max(2 * storage_.size(), size_ + count)); }

  std::vector<T> storage_;
  std::size_t size_ = 0;
};

}  // namespace finalack::checker
