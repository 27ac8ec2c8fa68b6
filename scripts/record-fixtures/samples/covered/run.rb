require 'simplecov'
SimpleCov.start do
  enable_coverage :branch
end
require_relative 'shop'
price(10, false)
