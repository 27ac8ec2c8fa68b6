require_relative 'missing'
